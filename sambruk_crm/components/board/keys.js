// The board by keyboard: going from card to card, what a letter does, and lifting a card without the drag library,
// which moves by keyboard only to where cards are in sight.
import { useEffect, useRef, useState } from "react";
import { ACTS } from "./card.jsx";
import { apply, beforeAt, find, listsOf } from "./moves.js";
import { fill, placeIn } from "./words.js";

export const HANDLE = "[data-rfd-drag-handle-draggable-id]";
const STEPS = { ArrowDown: 1, ArrowUp: -1 };
const ASIDE = { ArrowLeft: -1, ArrowRight: 1 };
const ENDS = { w: "won", l: "lost" };

const idOf = (handle) => Number(handle.getAttribute("data-rfd-drag-handle-draggable-id"));

export const handleOf = (board, dealId) => board?.querySelector(`[data-rfd-drag-handle-draggable-id="${dealId}"]`);

const neighbour = (board, handle, key) => {
  const lists = [...board.querySelectorAll("[data-list]")].map((list) => [...list.querySelectorAll(HANDLE)]);
  const at = lists.findIndex((list) => list.includes(handle));
  const position = lists[at].indexOf(handle);
  if (STEPS[key]) return lists[at][position + STEPS[key]];
  const beside = (ASIDE[key] > 0 ? lists.slice(at + 1) : lists.slice(0, at).reverse()).find((list) => list.length);
  return beside && beside[Math.min(position, beside.length - 1)];
};

const others = (list, dealId) => list.cards.filter((card) => card.id !== dealId);

const same = (one, other) => one.key === other.key && one.index === other.index;

const moveOf = (lists, { dealId, at }, group) => {
  const list = lists.find(({ key }) => key === at.key);
  return { dealId, phaseId: list.column.id, beforeId: beforeAt(list, dealId, at.index), outcome: list.outcome, group };
};

// Where a lifted card comes by an arrow; null where there is nothing further on.
const next = (lists, { dealId, at }, key) => {
  const here = lists.findIndex((list) => list.key === at.key);
  const list = lists[here + (ASIDE[key] || 0)];
  if (!list) return null;
  const most = others(list, dealId).length;
  const index = ASIDE[key] ? Math.min(at.index, most) : at.index + STEPS[key];
  return index < 0 || index > most ? null : { key: list.key, index };
};

export const useKeys = ({ board, known, isBusy, canMove, canCross, say, send, end, act, fold }) => {
  const [lift, setLift] = useState(null);
  const focus = useRef(null);
  const { columns, labels, group } = known;
  // A closed phase is two stops; a folded column opens while a card is in it.
  const lists = columns.flatMap((column) => listsOf(column));
  const isLifted = lift !== null && find(columns, lift.dealId) !== null;

  const tell = (label, { dealId, at }) => {
    const list = lists.find(({ key }) => key === at.key);
    const { card } = find(columns, dealId);
    say(fill(label, placeIn(known, list, card, at.index, others(list, dealId).length + 1)));
  };
  const cancel = () => {
    if (!isLifted) return;
    focus.current = lift.dealId;
    tell(labels.cancelled, { ...lift, at: lift.from });
    setLift(null);
  };
  const begin = (dealId) => {
    const found = find(columns, dealId);
    if (!found || !canMove) return;
    const at = { key: found.list.key, index: found.position };
    setLift({ dealId, at, from: at });
    tell(canCross ? labels.lifted : labels.lifted_to_end, { dealId, at });
  };
  const drop = () => {
    if (same(lift.at, lift.from)) return cancel();
    focus.current = lift.dealId;
    const isBeside = lift.at.key === lift.from.key;
    tell(isBeside ? labels.reordered : labels.dropped, lift);
    send(moveOf(lists, lift, group));
    return setLift(null);
  };
  const step = (key) => {
    if (ASIDE[key] ? !canCross : group !== "phase") return say(ASIDE[key] ? labels.stays_here : labels.no_order);
    const at = next(lists, lift, key);
    if (!at) return say(labels.no_further);
    focus.current = lift.dealId;
    setLift({ ...lift, at });
    return tell(labels.moved, { ...lift, at });
  };
  const ending = (dealId, outcome) => {
    focus.current = dealId;
    setLift(null);
    end(dealId, outcome);
  };

  const lifted = (key) => {
    if (key === " " || key === "Enter") drop();
    else if (key === "Escape") cancel();
    else if (STEPS[key] || ASIDE[key]) step(key);
    else if (ENDS[key]) ending(lift.dealId, ENDS[key]);
    else return key === "Tab";
    return true;
  };
  const resting = (event, handle) => {
    const { key } = event;
    const dealId = idOf(handle);
    const kind = Object.keys(ACTS).find((each) => ACTS[each] === key);
    if (key === "Enter") handle.querySelector("a").click();
    else if (STEPS[key] || ASIDE[key]) neighbour(board.current, handle, key)?.focus();
    else if (!canMove) return false;
    else if (key === " ") begin(dealId);
    else if (ENDS[key]) ending(dealId, ENDS[key]);
    else if (kind) act(kind, dealId);
    else if (key === "f") fold(find(columns, dealId).column.id, true);
    else return false;
    return true;
  };
  const onKeyDown = (event) => {
    const isOfHandle = event.target.matches?.(HANDLE);
    if (isBusy || event.defaultPrevented || !isOfHandle || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isLifted ? lifted(event.key) : resting(event, event.target)) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  useEffect(() => {
    if (!isLifted) return undefined;
    window.addEventListener("pointerdown", cancel);
    return () => window.removeEventListener("pointerdown", cancel);
  });
  const shown = isLifted && !same(lift.at, lift.from) ? apply(columns, moveOf(lists, lift, group)) : columns;
  return { shown, onKeyDown, focus, liftedId: isLifted ? lift.dealId : null };
};

// A card that is moved is a new element: what had the focus on it gets it again, and is brought into sight.
export const useFocus = (board, focus, liftedId) => {
  const last = useRef(null);
  useEffect(() => {
    const hear = ({ target }) => {
      const card = target.closest?.(".board [data-deal-id]");
      last.current = card ? Number(card.dataset.dealId) : null;
    };
    document.addEventListener("focusin", hear);
    document.addEventListener("pointerdown", hear);
    return () => {
      document.removeEventListener("focusin", hear);
      document.removeEventListener("pointerdown", hear);
    };
  }, []);
  useEffect(() => {
    const wanted = focus.current ?? (document.activeElement === document.body ? last.current : null);
    focus.current = null;
    const handle = wanted !== null && handleOf(board.current, wanted);
    if (!handle) return;
    if (document.activeElement !== handle) handle.focus({ preventScroll: true });
    handle.scrollIntoView({ block: "nearest", inline: liftedId === null ? "nearest" : "center" });
  });
};
