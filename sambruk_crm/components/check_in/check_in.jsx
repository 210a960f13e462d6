// The check-in page. It asks the server and sends to it by itself, not through the tab's socket: what is written here
// is kept on the phone first and sent when the server can be reached. See check_in.py for its texts.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Kept, Sent } from "./kept.jsx";
import { leavesTodo, Met, Next, What, Where } from "./parts.jsx";
import { isSending, keep, newKey, sentNow, subscribe, waiting } from "./queue.js";
import "./check_in.css";

const DRAFT = "sambruk-check-in-draft";
const EMPTY = {
  key: "",
  happened_at: "",
  place: null,
  kind: "visit",
  met: [],
  added: [],
  result: "",
  next_step: "",
  has_todo: null, // nobody has said: a next step that is written is then left as a to-do
  todo: { on: "", type_id: "", assignee_id: "", note: "" },
};
const none = () => [];

const readDraft = () => {
  try {
    return { ...EMPTY, ...JSON.parse(localStorage.getItem(DRAFT) || "{}") };
  } catch {
    return EMPTY;
  }
};

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
};

// What the server offers, asked for again when the net is back; null while there is nothing.
const useOffer = () => {
  const [offer, setOffer] = useState(null);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const ask = () =>
      fetched("/api/phone/check-in").then(
        (found) => {
          setOffer(found);
          setProblem("");
        },
        (error) => setProblem(error.message === "401" ? "signed_out" : "offline"),
      );
    ask();
    window.addEventListener("online", ask);
    return () => window.removeEventListener("online", ask);
  }, []);
  return [offer, problem];
};

const useContacts = (placeId) => {
  const [contacts, setContacts] = useState([]);
  useEffect(() => {
    let isWanted = true;
    setContacts([]);
    if (placeId) {
      fetched(`/api/phone/organisations/${placeId}/contacts`).then(
        (found) => isWanted && setContacts(found),
        () => {}, // without them a name is typed
      );
    }
    return () => {
      isWanted = false;
    };
  }, [placeId]);
  return contacts;
};

const useDraft = () => {
  const [draft, setDraft] = useState(readDraft);
  const write = (values) =>
    setDraft((was) => {
      const now = { ...was, ...values };
      try {
        localStorage.setItem(DRAFT, JSON.stringify(now));
      } catch {
        // a full phone: it stays on the screen
      }
      return now;
    });
  return [draft, write];
};

const morningOf = (day) => new Date(`${day}T09:00`).toISOString();
const number = (text) => (text ? Number(text) : null);

const bodyOf = (draft) => ({
  organisation_id: draft.place.id,
  kind: draft.kind,
  happened_at: draft.happened_at || new Date().toISOString(),
  person_ids: draft.met.map((person) => person.id),
  new_persons: draft.added,
  result: draft.result,
  next_step: draft.next_step,
  ...(leavesTodo(draft) && {
    todo: {
      note: draft.todo.note,
      type_id: number(draft.todo.type_id),
      ...(draft.todo.assignee_id && { assignee_id: number(draft.todo.assignee_id) }),
      ...(draft.todo.on && { remind_at: morningOf(draft.todo.on) }), // without one: the usual day of the type
    },
  }),
});

export const CheckIn = ({ labels }) => {
  const [offer, problem] = useOffer();
  const [draft, write] = useDraft();
  const [missing, setMissing] = useState("");
  const items = useSyncExternalStore(subscribe, waiting, none);
  const sent = useSyncExternalStore(subscribe, sentNow, none);
  const busy = useSyncExternalStore(subscribe, isSending, () => false);
  const contacts = useContacts(draft.place?.id);
  const head = useRef(null);

  const save = (event) => {
    event.preventDefault();
    if (!draft.place || !offer) {
      setMissing(draft.place ? labels.no_offer : labels.choose_place);
      head.current?.focus();
      return;
    }
    if (leavesTodo(draft) && !draft.next_step.trim() && !draft.todo.type_id) {
      setMissing(labels.todo_empty);
      return;
    }
    const item = {
      key: draft.key || newKey(),
      user: offer.user,
      organisation: draft.place.name,
      draft,
      body: bodyOf(draft),
    };
    try {
      keep(item);
    } catch {
      setMissing(labels.no_room);
      return;
    }
    setMissing("");
    write(EMPTY);
    window.scrollTo({ top: 0 });
    head.current?.focus();
  };
  const edit = (item) => {
    write({ ...item.draft, key: item.key, happened_at: item.body.happened_at });
    head.current?.focus();
  };

  if (offer && !offer.may_check_in) return <p className="check-in-note">{labels.not_allowed}</p>;
  return (
    <div className="check-in">
      <div ref={head} tabIndex={-1} className="check-in-head">
        <Kept items={items} offer={offer} busy={busy} editing={draft.key} edit={edit} labels={labels} />
        <Sent items={sent} labels={labels} />
      </div>
      {problem === "signed_out" && (
        <p className="check-in-note" role="alert">
          {labels.signed_out} <a href="/login?next=/check-in">{labels.sign_in}</a>
        </p>
      )}
      {problem === "offline" && !offer && (
        <p className="check-in-note" role="status">
          {labels.no_offer}
        </p>
      )}
      <form onSubmit={save} noValidate aria-label={labels.check_in}>
        <Where draft={draft} write={write} offer={offer} labels={labels} error={draft.place ? "" : missing} />
        <What draft={draft} write={write} labels={labels} />
        {draft.place && <Met draft={draft} write={write} contacts={contacts} labels={labels} />}
        <Next draft={draft} write={write} offer={offer} labels={labels} />
        <div className="check-in-foot">
          {missing && (
            <p className="error" role="alert">
              {missing}
            </p>
          )}
          <button type="submit" className="button primary check-in-button">
            {draft.key ? labels.send_again : labels.check_in}
          </button>
        </div>
      </form>
    </div>
  );
};
