// The place of messages at the edge of the window, and what puts a message there from anywhere on a page.
import { useEffect, useState, useSyncExternalStore } from "react";
import { createPortal } from "react-dom";
import Good from "lucide-react/dist/esm/icons/circle-check.mjs";
import Bad from "lucide-react/dist/esm/icons/circle-alert.mjs";
import Warning from "lucide-react/dist/esm/icons/triangle-alert.mjs";
import Away from "lucide-react/dist/esm/icons/x.mjs";

const ID = "messages";
const MOST = 4;
const ICONS = { good: Good, bad: Bad, warning: Warning };

// What the server says in passing; kept here, so that going to another page does not lose it.
let short = [];
let count = 0;
const listeners = new Set();
const none = [];

function tell(now) {
  short = now;
  for (const hear of listeners) hear();
}

function take() {
  for (const said of (window.sambrukMessages ??= []).splice(0)) {
    const name = said.gone ?? said.name;
    const others = short.filter((each) => !name || each.name !== name);
    tell(said.gone ? others : [...others, { ...said, key: (count += 1) }].slice(-MOST));
  }
}

const leave = (key) => tell(short.filter((each) => each.key !== key));
const subscribe = (hear) => {
  listeners.add(hear);
  return () => listeners.delete(hear);
};

if (typeof window !== "undefined" && !window.__sambrukMessages) {
  window.__sambrukMessages = true;
  window.addEventListener("sambruk-message", take);
  take();
}

function Short({ said, putAway }) {
  const Icon = ICONS[said.kind];
  return (
    <Message>
      <div className={`message short ${said.kind}`}>
        <Icon size={18} aria-hidden="true" />
        <span role={said.kind === "bad" ? "alert" : "status"}>{said.text}</span>
        <button
          type="button"
          className="button quiet square"
          aria-label={putAway}
          title={putAway}
          onClick={() => leave(said.key)}
        >
          <Away size={16} aria-hidden="true" />
        </button>
        <span className="undo-time" aria-hidden="true" onAnimationEnd={() => leave(said.key)} />
      </div>
    </Message>
  );
}

/** The place: the newest message is the lowest. */
export function MessagePlace({ label, putAway }) {
  const said = useSyncExternalStore(subscribe, () => short, () => none);
  return (
    <>
      <aside id={ID} className="messages" aria-label={label} aria-live="polite" />
      {said.map((each) => (
        <Short key={each.key} said={each} putAway={putAway} />
      ))}
    </>
  );
}

/** Shows its children in the place of messages. */
export function Message({ children }) {
  const [place, setPlace] = useState(null);
  useEffect(() => { setPlace(document.getElementById(ID)); }, []);
  return place ? createPortal(children, place) : null;
}
