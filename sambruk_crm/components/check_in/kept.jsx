// What waits on this phone, with the reason, and what was sent while the page was open.
import { useState, useSyncExternalStore } from "react";
import { Link } from "react-router";
import { drop, send, subscribe, whyNotSent } from "./queue.js";
import { fill } from "./words.js";

const Waiting = ({ item, offer, why, labels }) => {
  if (offer && item.user.id !== offer.user.id) return fill(labels.waits_for_user, { name: item.user.name });
  if (why === "signed_out") return labels.waits_for_sign_in;
  if (why === "failing") return labels.waits_for_server;
  return labels.waits_for_net;
};

const Item = ({ item, offer, why, edit, labels }) => {
  const [isSure, setSure] = useState(false);
  const isMine = !offer || item.user.id === offer.user.id;
  const title = isMine ? `${labels[item.body.kind]}, ${item.organisation}` : labels.another_users;
  const isRefused = item.state === "refused";
  return (
    <li className="check-in-item" data-state={item.state}>
      <strong>{title}</strong>
      <span>{isRefused ? item.reason || labels.refused : <Waiting {...{ item, offer, why, labels }} />}</span>
      {isRefused && item.errors.length > 1 && (
        <ul>
          {item.errors.map((error) => (
            <li key={error.field}>{error.message}</li>
          ))}
        </ul>
      )}
      {isRefused && isMine && (
        <span className="row">
          <button type="button" className="button" onClick={() => edit(item)}>
            {labels.edit}
          </button>
          <button type="button" className="button danger" onClick={() => (isSure ? drop(item.key) : setSure(true))}>
            {isSure ? labels.really_remove : labels.remove}
          </button>
        </span>
      )}
    </li>
  );
};

export const Kept = ({ items, offer, busy, editing, edit, labels }) => {
  const why = useSyncExternalStore(subscribe, whyNotSent, () => "");
  const shown = items.filter((item) => item.key !== editing);
  const waits = shown.filter((item) => item.state !== "refused").length;
  return (
    <div role="status">
      {waits > 0 && (
        <p className="check-in-waits">
          {busy ? labels.sending : fill(waits === 1 ? labels.waiting_one : labels.waiting_many, { count: waits })}
          <button type="button" className="button" onClick={send} disabled={busy}>
            {labels.try_now}
          </button>
        </p>
      )}
      {shown.length > 0 && (
        <ul className="check-in-items" aria-label={labels.on_this_phone}>
          {shown.map((item) => (
            <Item key={item.key} {...{ item, offer, why, edit, labels }} />
          ))}
        </ul>
      )}
    </div>
  );
};

export const Sent = ({ items, labels }) => (
  <div role="status">
    {items.map((item) => (
      <p key={item.key} className="check-in-sent">
        {fill(labels.sent, { kind: labels[item.body.kind] })}{" "}
        <Link to={`/organisations/${item.organisation_id}`}>{item.organisation}</Link>
      </p>
    ))}
  </div>
);
