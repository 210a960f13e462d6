// What a pointer that drags does at the edges: the board scrolls, and "won" and "lost" are aimed at.
import { useEffect, useRef, useState } from "react";

const BAND = 96;
const FASTEST = 18;
const GENTLE_MS = 700;
const LETTING_GO = ["mouseup", "touchend", "touchcancel"];

// How fast to scroll at a place between two ends, from -1 to 1; beyond the ends it is the fastest.
export const pull = (at, from, to) => {
  const band = Math.min(BAND, (to - from) / 4);
  if (at > to - band) return Math.min(1, (at - (to - band)) / band);
  if (at < from + band) return -Math.min(1, (from + band - at) / band);
  return 0;
};

const eased = (share, since) => Math.sign(share) * share ** 2 * FASTEST * Math.min(1, since / GENTLE_MS);

const zoneAt = (frame, [x, y]) => {
  const isIn = (zone) => {
    const box = zone.getBoundingClientRect();
    return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
  };
  return [...frame.querySelectorAll("[data-zone]")].find(isIn)?.dataset.zone || "";
};

const edges = (board) => {
  const box = board.getBoundingClientRect();
  const zones = board.parentElement.querySelector(".board-zones")?.getBoundingClientRect();
  return { ...box.toJSON(), bottom: zones ? Math.min(box.bottom, zones.top) : box.bottom };
};

const scroll = (board, [x, y], since) => {
  const box = edges(board);
  const down = y > box.bottom && y < board.getBoundingClientRect().bottom ? 0 : pull(y, box.top, box.bottom);
  const [left, top] = [eased(pull(x, box.left, box.right), since), eased(down, since)];
  if (left || top) board.scrollBy({ left, top, behavior: "instant" });
};

// Returns what is aimed at, as a value and as a ref that still knows it when the card has been let go.
export const useDragging = (board, isDragging) => {
  const [aimed, setAimed] = useState("");
  const aim = useRef("");
  useEffect(() => {
    if (!isDragging) return undefined;
    let [at, isOver] = [null, false];
    const began = performance.now();
    const hear = (event) => {
      if (isOver) return;
      const { clientX, clientY } = event.touches?.[0] || event;
      at = [clientX, clientY];
      aim.current = zoneAt(board.current.parentElement, at);
      setAimed(aim.current);
    };
    const step = () => {
      if (at && !isOver && !aim.current) scroll(board.current, at, performance.now() - began);
      frame = requestAnimationFrame(step);
    };
    let frame = requestAnimationFrame(step);
    const letGo = () => {
      isOver = true;
    };
    const options = { capture: true, passive: true };
    window.addEventListener("mousemove", hear, options);
    window.addEventListener("touchmove", hear, options);
    for (const kind of LETTING_GO) window.addEventListener(kind, letGo, options);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("mousemove", hear, options);
      window.removeEventListener("touchmove", hear, options);
      for (const kind of LETTING_GO) window.removeEventListener(kind, letGo, options);
      aim.current = "";
      setAimed("");
    };
  }, [isDragging]);
  return [aimed, aim];
};
