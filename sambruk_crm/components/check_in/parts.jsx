// The parts of the check-in form, from top to bottom as a thumb goes.
import { useEffect, useState } from "react";
import { shownDate, shownNumber } from "$/public/external/sambruk_crm/components/text/text.js";
import { named, nearest, position } from "./places.js";
import { fill } from "./words.js";

const Part = ({ title, children }) => (
  <fieldset className="check-in-part">
    <legend>{title}</legend>
    {children}
  </fieldset>
);

const Choice = ({ children, ...more }) => (
  <button type="button" className="button check-in-choice" {...more}>
    {children}
  </button>
);

const SUGGESTED = 8;

// Suggestions from the server, or without it from the places the phone knows.
const useSuggestions = (text, places) => {
  const [found, setFound] = useState([]);
  useEffect(() => {
    if (!text.trim()) {
      setFound([]);
      return undefined;
    }
    const asking = new AbortController();
    const later = setTimeout(async () => {
      try {
        const answer = await fetch(`/api/phone/organisations?text=${encodeURIComponent(text)}`, {
          signal: asking.signal,
        });
        setFound(answer.ok ? await answer.json() : named(text, places).slice(0, SUGGESTED));
      } catch {
        if (!asking.signal.aborted) setFound(named(text, places).slice(0, SUGGESTED));
      }
    }, 200);
    return () => {
      clearTimeout(later);
      asking.abort();
    };
  }, [text, places]);
  return found;
};

const noPlaces = [];

export const Where = ({ draft, write, offer, labels, error }) => {
  const [text, setText] = useState("");
  const [near, setNear] = useState([]);
  const [note, setNote] = useState("");
  const places = offer?.places || noPlaces;
  const found = useSuggestions(text, places);
  const choose = ({ id, name }) => {
    setText("");
    write({ place: { id, name }, met: [], added: [] });
  };
  const locate = async () => {
    setNote(labels.locating);
    try {
      setNear(nearest(await position(), places));
      setNote("");
    } catch (failure) {
      setNote(failure.message === "denied" ? labels.position_denied : labels.position_unknown);
    }
  };
  if (draft.place) {
    return (
      <Part title={labels.where}>
        <p className="check-in-place">
          <strong>{draft.place.name}</strong>
          <button type="button" className="button" onClick={() => write({ place: null, met: [], added: [] })}>
            {labels.change}
          </button>
        </p>
      </Part>
    );
  }
  return (
    <Part title={labels.where}>
      {(offer?.planned || []).map((plan) => (
        <Choice key={plan.organisation_id} onClick={() => choose({ id: plan.organisation_id, name: plan.organisation })}>
          <strong>{plan.organisation}</strong>
          <small>{fill(labels.today, { what: plan.note })}</small>
        </Choice>
      ))}
      {near.map((place) => (
        <Choice key={place.id} onClick={() => choose(place)}>
          <strong>{place.name}</strong>
          <small>{fill(labels.away, { distance: shownNumber(place.km, place.km < 10 ? 1 : 0) })}</small>
        </Choice>
      ))}
      {near.length === 0 && (
        <Choice onClick={locate} disabled={places.length === 0}>
          {labels.find_nearest}
        </Choice>
      )}
      <p className="hint" role="status">
        {note}
      </p>
      <input
        type="search"
        className="input"
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={labels.search_place}
        aria-label={labels.search_place}
        aria-invalid={Boolean(error)}
        autoComplete="off"
      />
      {found.map((place) => (
        <Choice key={place.id} onClick={() => choose(place)}>
          {place.name}
        </Choice>
      ))}
    </Part>
  );
};

export const What = ({ draft, write, labels }) => (
  <Part title={labels.what}>
    <div className="check-in-kinds">
      {["visit", "call", "meeting"].map((kind) => (
        <label key={kind}>
          <input type="radio" name="kind" checked={draft.kind === kind} onChange={() => write({ kind })} />
          {labels[kind]}
        </label>
      ))}
    </div>
  </Part>
);

const MANY = 10;

export const Met = ({ draft, write, contacts, labels }) => {
  const [name, setName] = useState("");
  const has = (person) => draft.met.some((one) => one.id === person.id);
  const toggle = ({ id, name: called }) =>
    write({ met: has({ id }) ? draft.met.filter((one) => one.id !== id) : [...draft.met, { id, name: called }] });
  const add = () => {
    const called = name.trim();
    if (called) write({ added: [...draft.added.filter((one) => one !== called), called] });
    setName("");
  };
  const gone = draft.met.filter((person) => !contacts.some((one) => one.id === person.id));
  const wanted = contacts.length > MANY && name.trim() ? named(name, contacts) : contacts;
  return (
    <Part title={labels.met}>
      <div className="check-in-chips">
        {[...gone, ...wanted].map((person) => (
          <button
            key={person.id}
            type="button"
            className="button check-in-chip"
            aria-pressed={has(person)}
            onClick={() => toggle(person)}
          >
            {person.name}
            {person.title && <small>{person.title}</small>}
          </button>
        ))}
        {draft.added.map((called) => (
          <button
            key={called}
            type="button"
            className="button check-in-chip"
            aria-pressed="true"
            onClick={() => write({ added: draft.added.filter((one) => one !== called) })}
          >
            {called}
            <small>{labels.new_person}</small>
          </button>
        ))}
      </div>
      <div className="check-in-add">
        <input
          className="input"
          value={name}
          onChange={(event) => setName(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") {
              event.preventDefault();
              add();
            }
          }}
          placeholder={labels.somebody_else}
          aria-label={labels.somebody_else}
          autoComplete="off"
          maxLength={240}
        />
        <button type="button" className="button" onClick={add} disabled={!name.trim()}>
          {labels.add}
        </button>
      </div>
    </Part>
  );
};

const dayAfter = (days) => {
  const day = new Date();
  day.setDate(day.getDate() + days);
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

const Todo = ({ todo, set, offer, labels }) => (
  <>
    <div className="check-in-kinds">
      {[
        [1, labels.tomorrow],
        [7, labels.in_a_week],
        [14, labels.in_two_weeks],
      ].map(([days, title]) => (
        <button
          key={days}
          type="button"
          className="button"
          aria-pressed={todo.on === dayAfter(days)}
          onClick={() => set({ on: dayAfter(days) })}
        >
          {title}
        </button>
      ))}
    </div>
    <label className="check-in-field">
      {labels.on_day}
      <input type="date" className="input" value={todo.on} onChange={(event) => set({ on: event.target.value })} />
      {todo.on && <span className="hint">{shownDate(todo.on, "full")}</span>}
    </label>
    <label className="check-in-field">
      {labels.todo_type}
      <select className="input" value={todo.type_id} onChange={(event) => set({ type_id: event.target.value })}>
        <option value="">{labels.no_type}</option>
        {(offer?.todo_types || []).map((kind) => (
          <option key={kind.id} value={kind.id}>
            {kind.name}
          </option>
        ))}
      </select>
    </label>
    <label className="check-in-field">
      {labels.assignee}
      <select className="input" value={todo.assignee_id} onChange={(event) => set({ assignee_id: event.target.value })}>
        <option value="">{labels.me}</option>
        {(offer?.colleagues || [])
          .filter((colleague) => colleague.id !== offer.user.id)
          .map((colleague) => (
            <option key={colleague.id} value={colleague.id}>
              {colleague.name}
            </option>
          ))}
      </select>
    </label>
  </>
);

/** Whether a to-do is left behind: as was said, else when there is a next step. */
export const leavesTodo = (draft) => draft.has_todo ?? Boolean(draft.next_step.trim());

export const Next = ({ draft, write, offer, labels }) => (
  <Part title={labels.outcome}>
    <label className="check-in-field">
      {labels.result}
      <textarea
        className="input"
        rows={3}
        value={draft.result}
        onChange={(event) => write({ result: event.target.value })}
      />
    </label>
    <label className="check-in-field">
      {labels.next_step}
      <input className="input" value={draft.next_step} onChange={(event) => write({ next_step: event.target.value })} />
    </label>
    <label className="check check-in-todo">
      <input
        type="checkbox"
        checked={leavesTodo(draft)}
        onChange={(event) => write({ has_todo: event.target.checked })}
      />
      {labels.leave_todo}
    </label>
    {leavesTodo(draft) && (
      <Todo
        todo={draft.todo}
        set={(values) => write({ todo: { ...draft.todo, ...values } })}
        offer={offer}
        labels={labels}
      />
    )}
  </Part>
);
