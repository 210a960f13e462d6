// One card: whom it is about, what, what it is worth and whose it is, with one sign for how it stands.
import { Draggable } from "@hello-pangea/dnd";
import { createContext, memo, useContext } from "react";
import { Link } from "react-router";
import { shownDate } from "$/public/external/sambruk_crm/components/text/text.js";
import { counted, fill, money } from "./words.js";

export const Surroundings = createContext(null);

const SHAPES = {
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  day: "M7 3v4M17 3v4M4 10h16M4 5h16v16H4z",
  late: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  decision: "M3 21h18M5 21V10M10 21V10M14 21V10M19 21V10M12 3 2.5 9h19z",
  unplanned: "M7 3v4M17 3v4M4 10h16M4 5h16v16H4zM9 13l6 6M15 13l-6 6",
  still: "M12 8v5M12 16.5v.01M12 3 2.5 20h19z",
  won: "m5 13 4 4L19 7",
  lost: "M6 6l12 12M18 6 6 18",
  fold: "m14 6-6 6 6 6",
  unfold: "m10 6 6 6-6 6",
  call: "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A16 16 0 0 1 3 6a2 2 0 0 1 2-2",
  note: "M5 4h14v10l-5 6H5zM14 20v-6h5",
  todo: "M4 6h16M4 12h9M4 18h9M16 17l2 2 4-4",
  mail: "M3 6h18v12H3zM3 7l9 7 9-7",
};

export const ACTS = { call: "c", note: "n", todo: "t", mail: "m" };

export const Icon = ({ shape }) => (
  <svg className="board-icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={SHAPES[shape]} />
  </svg>
);

const age = (card, labels) => (card.age_days ? counted(labels, "age", card.age_days) : labels.age_today);

const planned = (card, labels) => {
  if (!card.next_activity) return labels.nothing_planned;
  return fill(labels.next_activity, { when: shownDate(card.next_activity) });
};

const decided = (card, labels) =>
  fill(labels.decision, { body: labels[`decision_${card.decision_body}`], when: shownDate(card.decision_on) });

// The one sign is for what needs somebody most; its words tell the rest too.
const signOf = (card, labels) => {
  if (card.outcome) return { shape: card.outcome, words: [labels[card.outcome]] };
  const late = card.overdue_since && fill(labels.overdue, { when: shownDate(card.overdue_since) });
  const words = [card.is_rotting && counted(labels, "rotting", card.rotting_days), card.decision_on && decided(card, labels), late];
  if (card.next_activity !== card.overdue_since || !late) words.push(planned(card, labels));
  words.push(age(card, labels));
  const shape = card.is_rotting ? "still" : late ? "late" : card.decision_on ? "decision" : card.next_activity ? "day" : "unplanned";
  return { shape, words: words.filter(Boolean) };
};

const Sign = ({ card }) => {
  const { labels } = useContext(Surroundings);
  const { shape, words } = signOf(card, labels);
  const text = words.join(" · ");
  return (
    <span className="board-sign" data-sign={shape} title={text}>
      <Icon shape={shape} />
      <span className="board-heard">{text}</span>
    </span>
  );
};

// Their keys, and the menu, reach the same: they are no stops of the tab key on every card.
const Acts = ({ card }) => {
  const { labels, act } = useContext(Surroundings);
  return (
    <div className="board-acts">
      {Object.entries(ACTS).map(([kind, key]) => (
        <button
          type="button"
          key={kind}
          tabIndex={-1}
          className="board-act"
          data-act={kind}
          aria-label={fill(labels[`${kind}_about`], { title: card.title })}
          title={`${labels[kind]} (${key})`}
          onClick={() => act(kind, card.id)}
        >
          <Icon shape={kind} />
        </button>
      ))}
    </div>
  );
};

const typeOf = (card, labels) => labels[`deal_type_${card.deal_type}`] || card.deal_type;

const Face = ({ card }) => {
  const { labels, canMove, openMenu, group } = useContext(Surroundings);
  const isSpecial = card.deal_type && card.deal_type !== "standard";
  return (
    <>
      <div className="board-card-top">
        <p className="board-organisation">{card.organisation || card.what}</p>
        {canMove && (
          <button
            type="button"
            className="board-menu-button"
            aria-haspopup="menu"
            aria-label={fill(labels.actions_for, { title: card.title })}
            title={labels.actions}
            onClick={(event) => openMenu(card.id, event.currentTarget)}
          >
            <Icon shape="dots" />
          </button>
        )}
      </div>
      <p className="board-what">
        <Link to={`/deals/${card.id}`} className="board-title" title={isSpecial ? `${card.title} · ${typeOf(card, labels)}` : card.title} draggable={false}>
          {card.what || card.title}
        </Link>
        {isSpecial && <span className="board-type">{typeOf(card, labels)}</span>}
      </p>
      <div className="board-money">
        <span className={card.value === null ? "board-quiet" : "board-value"}>
          {card.value === null ? labels.no_value : money(card.value, card.currency)}
        </span>
        {group !== "phase" && <span className="board-phase">{card.phase}</span>}
        {card.owner && group !== "owner" && (
          <span className="board-owner" title={card.owner}>
            <span aria-hidden="true">{card.owner_initials}</span>
            <span className="board-heard">{fill(labels.owner, { name: card.owner })}</span>
          </span>
        )}
        <Sign card={card} />
      </div>
      {canMove && <Acts card={card} />}
    </>
  );
};

const sameCard = (one, other) =>
  one.index === other.index &&
  one.isLifted === other.isLifted &&
  (one.card === other.card || Object.keys(other.card).every((key) => one.card[key] === other.card[key]));

// A card that is let go over "won" or "lost" does not glide back first.
const styleOf = (drag, { isDropAnimating }, aim) => {
  const { style } = drag.draggableProps;
  return isDropAnimating && aim.current ? { ...style, opacity: 0, transitionDuration: "0.001s" } : style;
};

// The card is a group, not the library's button: it holds a link and a button of its own.
export const Card = memo(function Card({ card, index, isLifted }) {
  const { labels, canMove, aim } = useContext(Surroundings);
  return (
    <Draggable draggableId={String(card.id)} index={index} isDragDisabled={!canMove}>
      {(drag, now) => (
        <li
          ref={drag.innerRef}
          {...drag.draggableProps}
          style={styleOf(drag, now, aim)}
          className="board-item"
          data-deal-id={card.id}
        >
          <div
            {...drag.dragHandleProps}
            role="group"
            aria-roledescription={canMove ? labels.card : undefined}
            aria-label={card.title}
            className="board-card"
            data-lifted={now.isDragging || isLifted || undefined}
            data-rotting={card.is_rotting || undefined}
          >
            <Face card={card} />
          </div>
        </li>
      )}
    </Draggable>
  );
}, sameCard);
