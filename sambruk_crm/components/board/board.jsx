// The board: a move shows at once and waits for the server's word. See board.py for what it promises.
import { DragDropContext, useMouseSensor, useTouchSensor } from "@hello-pangea/dnd";
import { useCallback, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { Icon, Surroundings } from "./card.jsx";
import { Aimed, Column } from "./column.jsx";
import { useDragging } from "./dragging.js";
import { useFocus, useKeys } from "./keys.js";
import { CardMenu } from "./menu.jsx";
import { apply, beforeAt, find, joined, listsOf, reduce, refused, shown, start } from "./moves.js";
import { fill, placeIn, placeOf } from "./words.js";
import "./board.css";

const SENSORS = [useMouseSensor, useTouchSensor];
const NO_SCROLLING = { disabled: true };

const useLatest = (value) => {
  const latest = useRef(value);
  useLayoutEffect(() => {
    latest.current = value;
  });
  return latest;
};

// What the page knows of the board. It outlives the component, so that one comes back to it at once.
let held = { number: 0, columns: null, list: [] };

const MISSED_MS = 400;

// The whole board, of the parts that came. When a part was missed the whole is asked for, unless it is on its way:
// a page that is opened anew first gets what the server kept, which may be a part.
const useWhole = ({ columns, part, onMissed }) => {
  const found = joined(held, columns, part);
  held = found ?? held;
  const isMissed = found === null;
  useEffect(() => {
    if (!isMissed) return undefined;
    const waiting = setTimeout(onMissed, MISSED_MS);
    return () => clearTimeout(waiting);
  }, [isMissed, part]);
  return held.list;
};

// Columns as they are shown; what arrives while a card is lifted waits until it is dropped.
const useMoves = ({ columns, revision }, isLifted, onRefused) => {
  const [state, dispatch] = useReducer(reduce, { columns, revision }, start);
  useEffect(() => {
    if (isLifted) return;
    const [back] = refused(state, { columns, revision }).slice(-1);
    dispatch({ adopt: { columns, revision } });
    if (back) onRefused(columns, back.dealId);
  }, [columns, revision, isLifted]);
  const move = useCallback((wanted) => dispatch({ move: wanted }), []);
  return [useMemo(() => shown(state), [state]), move];
};

// Folding shows at once; what the server keeps comes after it.
const useFolded = ({ folded, onFold }) => {
  const [mine, setMine] = useState(null);
  useEffect(() => setMine(null), [folded]);
  const list = mine ?? folded;
  const turn = (columnId, isFolded) => {
    const rest = list.filter((each) => each !== columnId);
    setMine(isFolded ? [...rest, columnId] : rest);
    onFold(columnId, isFolded);
  };
  return [list, turn];
};

const useSurroundings = (props, group, canCross, aim, does) => {
  const latest = useLatest(does);
  const known = JSON.stringify(props.labels);
  return useMemo(
    () => ({
      labels: JSON.parse(known),
      canMove: props.canMove,
      canCross,
      group,
      aim,
      openMenu: (...values) => latest.current.openMenu(...values),
      showMore: (...values) => latest.current.showMore(...values),
      act: (...values) => latest.current.act(...values),
      fold: (...values) => latest.current.fold(...values),
    }),
    [known, props.canMove, canCross, group],
  );
};

const Zones = ({ labels, isShown, aimed }) => (
  <div className="board-zones" data-shown={isShown || undefined} aria-hidden="true">
    {["won", "lost"].map((outcome) => (
      <div key={outcome} className="board-zone" data-zone={outcome} data-over={aimed === outcome || undefined}>
        <Icon shape={outcome} />
        {labels[outcome]}
        <kbd>{outcome[0]}</kbd>
      </div>
    ))}
  </div>
);

export const KanbanBoard = (props) => {
  const { labels, canMove } = props;
  const group = props.group || "phase";
  const canCross = canMove && (group === "phase" || group === "owner");
  const board = useRef(null);
  const [isDragging, setDragging] = useState(false);
  const [isKeyLifted, setKeyLifted] = useState(false);
  const [opened, setOpened] = useState(null);
  const [said, say] = useState("");
  const [aimed, aim] = useDragging(board, isDragging);
  const [folded, turn] = useFolded(props);
  const whole = { columns: useWhole(props), revision: props.revision };
  const tellBack = (there, dealId) => {
    const place = placeOf({ columns: there, labels, group }, dealId);
    if (place) say(fill(labels.put_back, place));
  };
  const [columns, move] = useMoves(whole, isDragging || isKeyLifted, tellBack);
  const known = { columns, labels, group };

  const send = (wanted) => {
    move(wanted);
    props.onMove(wanted.dealId, wanted.phaseId, wanted.beforeId, wanted.outcome || "");
  };
  // Won shows at once; lost asks why before anything moves.
  const end = (dealId, outcome) => {
    const found = find(columns, dealId);
    if (!found || found.card.outcome === outcome) return;
    const closed = columns.find((column) => column.is_closed);
    if (outcome === "won") move({ dealId, phaseId: closed ? closed.id : null, beforeId: null, outcome, group });
    say(fill(labels[outcome === "won" ? "ended_won" : "asks_why"], found.card));
    props.onEnd(dealId, outcome);
  };
  const act = (kind, dealId) => props.onAct(kind, dealId);
  const fold = (columnId, isFolded) => {
    turn(columnId, isFolded);
    setTimeout(() => board.current?.querySelector(`[data-fold="${columnId}"]`)?.focus());
  };
  const openMenu = (dealId, button) => setOpened({ dealId, button });
  const surroundings = useSurroundings(props, group, canCross, aim, { openMenu, showMore: props.onShowMore, act, fold });
  const keys = useKeys({ board, known, isBusy: isDragging, canMove, canCross, say, send, end, act, fold });
  useFocus(board, keys.focus, keys.liftedId);
  useEffect(() => setKeyLifted(keys.liftedId !== null), [keys.liftedId]);

  const close = (what) => (...values) => {
    setOpened(null);
    what(...values);
  };
  const pick = (dealId, column) => {
    const wanted = { dealId, phaseId: column.id, beforeId: null, group };
    keys.focus.current = dealId;
    send(wanted);
    say(fill(labels.dropped, placeOf({ ...known, columns: apply(columns, wanted) }, dealId)));
  };

  const listOf = (key) => columns.flatMap((column) => listsOf(column, folded.includes(column.id))).find((list) => list.key === key);
  const at = (dealId, place) => {
    const list = listOf(place.droppableId);
    const rest = list.cards.filter((card) => card.id !== dealId);
    return placeIn(known, list, find(columns, dealId).card, place.index, rest.length + 1);
  };
  const began = ({ draggableId, source }, { announce }) => announce(fill(labels.lifted, at(Number(draggableId), source)));
  const moved = ({ draggableId, destination }, { announce }) => {
    const dealId = Number(draggableId);
    announce(destination ? fill(labels.moved, at(dealId, destination)) : fill(labels.outside, find(columns, dealId).card));
  };
  const ended = ({ draggableId, source, destination, reason }, { announce }) => {
    const dealId = Number(draggableId);
    const outcome = reason === "DROP" ? aim.current : "";
    setDragging(false);
    if (outcome) {
      announce(fill(labels[`over_${outcome}`], find(columns, dealId).card));
      return end(dealId, outcome);
    }
    const isBeside = destination && destination.droppableId === source.droppableId;
    if (reason === "CANCEL" || !destination || (isBeside && (destination.index === source.index || group !== "phase"))) {
      return announce(fill(labels.cancelled, at(dealId, source)));
    }
    announce(fill(isBeside ? labels.reordered : labels.dropped, at(dealId, destination)));
    const list = listOf(destination.droppableId);
    return send({ dealId, phaseId: list.column.id, beforeId: beforeAt(list, dealId, destination.index), outcome: list.outcome, group });
  };

  return (
    <Surroundings.Provider value={surroundings}>
      <DragDropContext
        key={group}
        enableDefaultSensors={false}
        sensors={SENSORS}
        dragHandleUsageInstructions={labels.keyboard_instructions}
        autoScrollerOptions={NO_SCROLLING}
        onBeforeCapture={() => flushSync(() => setDragging(true))}
        onDragStart={began}
        onDragUpdate={moved}
        onDragEnd={ended}
      >
        <div className="board-frame">
          <div ref={board} className="board" data-lifted={isDragging || keys.liftedId !== null || undefined} onKeyDown={keys.onKeyDown}>
            <Aimed.Provider value={aimed}>
              {keys.shown.map((column) => {
                const liftedId = column.cards.some((card) => card.id === keys.liftedId) ? keys.liftedId : null;
                const isFolded = folded.includes(column.id) && liftedId === null;
                return <Column key={column.id} column={column} isFolded={isFolded} liftedId={liftedId} />;
              })}
            </Aimed.Provider>
          </div>
          {canMove && <Zones labels={labels} isShown={isDragging || keys.liftedId !== null} aimed={aimed} />}
        </div>
      </DragDropContext>
      <CardMenu columns={columns} opened={opened} onPick={close(pick)} onEnd={close(end)} onAct={close(act)} onClose={() => setOpened(null)} />
      <p className="board-heard" role="status" aria-live="assertive" data-board-said="">{said}</p>
    </Surroundings.Provider>
  );
};
