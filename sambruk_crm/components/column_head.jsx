// The heading of a column: dragged sideways it takes another place, dragged at its edge another width.
import { useEffect, useRef, useState } from "react";

const NARROWEST = 48;
const WIDEST = 800;
const STEP = 16;
const SLACK = 6;

const clamp = (width) => Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
const columnAt = (x, y) => document.elementFromPoint(x, y)?.closest?.("th[data-column]");

/** The heading's content with its grip; `width` 0 is as wide as it needs. Names of columns go out with what is done. */
export function ColumnHead({ name, width, labels, onPlace, onSize, children }) {
  const head = useRef(null);
  const drag = useRef(null);
  const [over, setOver] = useState(false);
  const table = () => head.current?.closest("table");
  const show = (wanted) => table()?.style.setProperty(`--width-${name}`, wanted ? `${wanted}px` : "initial");
  const present = () => Math.round(head.current.closest("th").getBoundingClientRect().width);

  useEffect(() => show(width), [width, name]);

  const beginSize = (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    const from = { x: event.clientX, width: present() };
    let wanted = from.width;
    const move = (moved) => { wanted = clamp(from.width + moved.clientX - from.x); show(wanted); };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      if (wanted !== from.width) onSize(name, wanted);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
  };
  const keySize = (event) => {
    const steps = { ArrowLeft: -STEP, ArrowRight: STEP };
    if (event.key === "Home" || event.key === "Enter") { event.preventDefault(); show(0); onSize(name, 0); }
    if (!(event.key in steps)) return;
    event.preventDefault();
    const wanted = clamp(present() + steps[event.key]);
    show(wanted);
    onSize(name, wanted);
  };
  const beginPlace = (event) => {
    if (event.button !== 0 || event.pointerType === "touch") return;
    drag.current = { x: event.clientX, is: false, target: null };
    const mark = (th) => {
      if (drag.current.target === th) return;
      drag.current.target?.removeAttribute("data-drop");
      drag.current.target = th;
      th?.setAttribute("data-drop", "true");
    };
    const move = (moved) => {
      if (!drag.current.is && Math.abs(moved.clientX - drag.current.x) < SLACK) return;
      drag.current.is = true;
      setOver(true);
      mark(columnAt(moved.clientX, moved.clientY) ?? null);
    };
    const end = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      const { is, target } = drag.current;
      target?.removeAttribute("data-drop");
      setOver(false);
      if (!is) return;
      const still = (click) => { click.stopPropagation(); click.preventDefault(); };
      window.addEventListener("click", still, { capture: true, once: true });
      setTimeout(() => window.removeEventListener("click", still, { capture: true }));
      const to = target?.dataset.column;
      if (to && to !== name) onPlace(name, to);
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
  };

  return (
    <div ref={head} className="column-head" data-dragging={over || undefined} onPointerDown={beginPlace} onDragStart={(event) => event.preventDefault()}>
      {children}
      <span
        role="slider" tabIndex={0} aria-label={labels.width} aria-orientation="horizontal" aria-valuemin={NARROWEST}
        aria-valuemax={WIDEST} aria-valuenow={width || NARROWEST} className="column-grip"
        onPointerDown={beginSize} onKeyDown={keySize} onDoubleClick={() => { show(0); onSize(name, 0); }}
      />
    </div>
  );
}
