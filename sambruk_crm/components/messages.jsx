// The place of messages at the edge of the window, and what puts a message there from anywhere on a page.
import { useEffect, useRef, useState } from "react";
import { createPortal } from "react-dom";

const ID = "messages";

/** The place: the newest message is the lowest. It tells the style sheet its height, so that toasts stand above it. */
export function MessagePlace({ label }) {
  const place = useRef(null);
  useEffect(() => {
    const root = document.documentElement;
    const tell = () => root.style.setProperty("--messages-height", `${place.current?.offsetHeight || 0}px`);
    const watcher = new ResizeObserver(tell);
    watcher.observe(place.current);
    return () => { watcher.disconnect(); root.style.removeProperty("--messages-height"); };
  }, []);
  return <aside id={ID} ref={place} className="messages" aria-label={label} aria-live="polite" />;
}

/** Shows its children in the place of messages. */
export function Message({ children }) {
  const [place, setPlace] = useState(null);
  useEffect(() => { setPlace(document.getElementById(ID)); }, []);
  return place ? createPortal(children, place) : null;
}
