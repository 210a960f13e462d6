// The board: a move shows at once and waits for the server's word. See board.py for what it promises.
import { DragDropContext, Droppable } from "@hello-pangea/dnd";
import { memo, useCallback, useContext, useEffect, useLayoutEffect, useMemo, useReducer, useRef, useState } from "react";
import { shownNumber } from "$/public/external/sambruk_crm/components/text/text.js";
import { Card, Surroundings, counted, fill, money } from "./card.jsx";
import { apply, beforeAt, find, joined, reduce, refused, shown, start } from "./moves.js";
import "./board.css";

const Heading = ({ column, id }) => {
  const { labels } = useContext(Surroundings);
  return (
    <header className="board-heading" data-phase-header={column.id}>
      <h2 id={id}>{column.name}</h2>
      <span className="board-count" data-figure="count">
        <span aria-hidden="true">{shownNumber(column.count)}</span>
        <span className="board-heard">{counted(labels, "count", column.count)}</span>
      </span>
      <p className="board-sums">
        <span data-figure="total">{money(column.total, column.currency)}</span>
        <span data-figure="weighted">
          {fill(labels.weighted, { amount: money(column.weighted_total, column.currency) })}
        </span>
      </p>
    </header>
  );
};

const Column = memo(function Column({ column }) {
  const { labels, showMore } = useContext(Surroundings);
  const id = `board-phase-${column.id}`;
  const left = column.count - column.cards.length;
  return (
    <section className="board-column" aria-labelledby={id} data-closed={column.is_closed || undefined}>
      <Heading column={column} id={id} />
      {column.cards.length === 0 && <p className="board-empty">{labels.empty_column}</p>}
      <Droppable droppableId={String(column.id)}>
        {(drop, { isDraggingOver }) => (
          <ul
            ref={drop.innerRef}
            {...drop.droppableProps}
            role="list"
            className="board-list"
            aria-label={column.name}
            data-phase-id={column.id}
            data-over={isDraggingOver || undefined}
          >
            {column.cards.map((card, index) => (
              <Card key={card.id} card={card} index={index} isClosed={column.is_closed} />
            ))}
            {drop.placeholder}
          </ul>
        )}
      </Droppable>
      {column.has_more && left > 0 && (
        <button type="button" className="board-more" onClick={() => showMore(column.id)}>
          {fill(labels.show_more, { count: shownNumber(left) })}
        </button>
      )}
    </section>
  );
});

// The library's own speed crosses a phone's whole board in the blink of an eye.
const SCROLLING = { startFromPercentage: 0.2, maxPixelScroll: 12 };

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

const walk = (event) => {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const letter = event.key.length === 1 && items.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
  const wanted = { Home: items[0], End: items[last] }[event.key] || (STEPS[event.key] && items.at((at + STEPS[event.key]) % items.length)) || letter;
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
};

const placeBeside = (menu, button) => {
  const [box, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = box.bottom + 4 + size.height <= window.innerHeight;
  menu.style.left = `${Math.max(8, Math.min(box.right - size.width, window.innerWidth - size.width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - 4 - size.height)}px`;
};

// One menu for all cards. The browser closes it on Escape and on a click elsewhere.
const MoveMenu = ({ columns, opened, onPick, onClose }) => {
  const { labels } = useContext(Surroundings);
  const menu = useRef(null);
  const found = opened && find(columns, opened.dealId);
  useLayoutEffect(() => {
    if (!opened) return;
    menu.current.showPopover();
    placeBeside(menu.current, opened.button);
    menu.current.querySelector("[role=menuitem]")?.focus();
    opened.button.setAttribute("aria-expanded", "true");
    return () => opened.button.removeAttribute("aria-expanded");
  }, [opened]);
  const closed = (event) => {
    if (event.newState !== "closed") return;
    if (menu.current.contains(document.activeElement)) opened?.button.focus();
    onClose();
  };
  return (
    <div ref={menu} popover="auto" role="menu" className="board-menu" aria-label={found ? fill(labels.move_title_to, { title: found.card.title }) : labels.move_to} onToggle={closed} onKeyDown={walk}>
      {found && columns.filter((column) => column !== found.column).map((column) => (
        <button type="button" role="menuitem" tabIndex={-1} key={column.id} onClick={() => onPick(opened.dealId, column)}>
          {column.name}
        </button>
      ))}
    </div>
  );
};

const where = (columns, column, card, position, total) => ({
  title: card.title,
  phase: column.name,
  column: columns.indexOf(column) + 1,
  columns: columns.length,
  position: position + 1,
  total,
});

const placeOf = (columns, dealId, at) => {
  const found = find(columns, dealId);
  const column = columns.find((other) => other.id === Number(at.droppableId));
  const total = column.cards.length + (column === found.column ? 0 : 1);
  return where(columns, column, found.card, at.index, total);
};

const afterMove = (columns, dealId) => {
  const found = find(columns, dealId);
  return found && where(columns, found.column, found.card, found.position, found.column.cards.length);
};

// The library moves a card by keyboard only to columns in sight: keep the neighbours there.
const centre = (board, phaseId) => {
  const column = board.querySelector(`[data-phase-id="${phaseId}"]`).closest(".board-column");
  board.scrollLeft = column.offsetLeft - (board.clientWidth - column.offsetWidth) / 2;
};

const HANDLE = "[data-rfd-drag-handle-draggable-id]";
const ASIDE = { ArrowLeft: -1, ArrowRight: 1 };

const neighbour = (board, handle, key) => {
  const lists = [...board.querySelectorAll("[data-phase-id]")].map((list) => [...list.querySelectorAll(HANDLE)]);
  const at = lists.findIndex((list) => list.includes(handle));
  const position = lists[at].indexOf(handle);
  if (STEPS[key]) return lists[at][position + STEPS[key]];
  const beside = (ASIDE[key] > 0 ? lists.slice(at + 1) : lists.slice(0, at).reverse()).find((list) => list.length);
  return beside && beside[Math.min(position, beside.length - 1)];
};

const goByKey = (event) => {
  const handle = event.target;
  if (event.defaultPrevented || !handle.matches(HANDLE) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") handle.querySelector("a").click();
  if (!STEPS[event.key] && !ASIDE[event.key]) return;
  event.preventDefault();
  neighbour(event.currentTarget, handle, event.key)?.focus();
};

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
    if (back) onRefused(afterMove(columns, back.dealId));
  }, [columns, revision, isLifted]);
  const move = useCallback((wanted) => dispatch({ move: wanted }), []);
  return [useMemo(() => shown(state), [state]), move];
};

// After a move by menu the card is a new element: its button gets the focus that the old one lost.
const useFocusAfterMove = (board, columns) => {
  const wanted = useRef(null);
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    board.current.querySelector(`[data-deal-id="${wanted.current}"] .board-menu-button`)?.focus();
    wanted.current = null;
  }, [columns]);
  return wanted;
};

const useSurroundings = (props, openMenu) => {
  const latest = useLatest(props);
  const known = JSON.stringify(props.labels);
  return useMemo(
    () => ({
      labels: JSON.parse(known),
      canMove: props.canMove,
      openMenu,
      showMore: (phaseId) => latest.current.onShowMore(phaseId),
    }),
    [known, props.canMove],
  );
};

export const KanbanBoard = (props) => {
  const { labels } = props;
  const board = useRef(null);
  const [isLifted, setLifted] = useState(false);
  const [opened, setOpened] = useState(null);
  const [said, say] = useState("");
  const whole = { columns: useWhole(props), revision: props.revision };
  const [columns, move] = useMoves(whole, isLifted, (place) => place && say(fill(labels.put_back, place)));
  const focusWanted = useFocusAfterMove(board, columns);
  const openMenu = useCallback((dealId, button) => setOpened({ dealId, button }), []);
  const surroundings = useSurroundings(props, openMenu);

  const send = (dealId, phaseId, beforeId) => {
    move({ dealId, phaseId, beforeId });
    props.onMove(dealId, phaseId, beforeId);
  };
  const pick = (dealId, column) => {
    focusWanted.current = dealId;
    send(dealId, column.id, null);
    say(fill(labels.dropped, afterMove(apply(columns, { dealId, phaseId: column.id, beforeId: null }), dealId)));
    setOpened(null);
  };
  const began = ({ draggableId, source, mode }, { announce }) => {
    if (mode === "SNAP") centre(board.current, source.droppableId);
    announce(fill(labels.lifted, placeOf(columns, Number(draggableId), source)));
  };
  const moved = ({ draggableId, destination, mode }, { announce }) => {
    const { card } = find(columns, Number(draggableId));
    if (!destination) return announce(fill(labels.outside, card));
    if (mode === "SNAP") centre(board.current, destination.droppableId);
    announce(fill(labels.moved, placeOf(columns, card.id, destination)));
  };
  const ended = ({ draggableId, source, destination, reason }, { announce }) => {
    setLifted(false);
    const dealId = Number(draggableId);
    const isSamePhase = destination && destination.droppableId === source.droppableId;
    if (reason === "CANCEL" || !destination || (isSamePhase && destination.index === source.index)) {
      return announce(fill(labels.cancelled, placeOf(columns, dealId, source)));
    }
    announce(fill(isSamePhase ? labels.reordered : labels.dropped, placeOf(columns, dealId, destination)));
    const target = columns.find((column) => column.id === Number(destination.droppableId));
    send(dealId, target.id, beforeAt(target, dealId, destination.index));
  };

  return (
    <Surroundings.Provider value={surroundings}>
      <DragDropContext
        dragHandleUsageInstructions={labels.keyboard_instructions}
        autoScrollerOptions={SCROLLING}
        onBeforeCapture={() => setLifted(true)}
        onDragStart={began}
        onDragUpdate={moved}
        onDragEnd={ended}
      >
        <div ref={board} className="board" data-lifted={isLifted || undefined} onKeyDown={goByKey}>
          {columns.map((column) => (
            <Column key={column.id} column={column} />
          ))}
        </div>
      </DragDropContext>
      <MoveMenu columns={columns} opened={opened} onPick={pick} onClose={() => setOpened(null)} />
      <p className="board-heard" role="status">{said}</p>
    </Surroundings.Provider>
  );
};
