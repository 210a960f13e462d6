// One card, and what all parts of the board know of their surroundings.
import { Draggable } from "@hello-pangea/dnd";
import { createContext, memo, useContext } from "react";
import { Link } from "react-router";
import { shownDate, shownMoney, shownNumber } from "$/public/external/sambruk_crm/components/text/text.js";

export const Surroundings = createContext(null);

export const fill = (template, values) =>
  (template || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export const counted = (labels, key, count) =>
  count === 1 ? labels[`${key}_one`] : fill(labels[key], { count: shownNumber(count) });

export const money = (amount, currency) => shownMoney(Math.round(amount), currency);

const SHAPES = {
  dots: "M5 12h.01M12 12h.01M19 12h.01",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  day: "M7 3v4M17 3v4M4 10h16M4 5h16v16H4z",
  still: "M12 8v5M12 16.5v.01M12 3 2.5 20h19z",
  won: "m5 13 4 4L19 7",
  lost: "M6 6l12 12M18 6 6 18",
};

const Icon = ({ shape }) => (
  <svg className="board-icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={SHAPES[shape]} />
  </svg>
);

const Fact = ({ shape, tone, children }) => (
  <p className="board-fact" data-tone={tone}>
    <Icon shape={shape} />
    <span>{children}</span>
  </p>
);

const Outcome = ({ card, labels }) => {
  if (card.outcome === "won") return <Fact shape="won" tone="won">{labels.won}</Fact>;
  if (card.outcome === "lost") return <Fact shape="lost" tone="lost">{labels.lost}</Fact>;
  return null;
};

const Age = ({ card, labels }) => {
  if (card.is_rotting) return <Fact shape="still" tone="rotting">{counted(labels, "rotting", card.rotting_days)}</Fact>;
  return <Fact shape="clock">{card.age_days ? counted(labels, "age", card.age_days) : labels.age_today}</Fact>;
};

const Next = ({ card, labels }) => {
  if (!card.next_activity) return <Fact shape="day">{labels.nothing_planned}</Fact>;
  const when = shownDate(card.next_activity);
  return <Fact shape="day">{fill(labels.next_activity, { when })}</Fact>;
};

const Face = ({ card, isClosed }) => {
  const { labels, canMove, openMenu } = useContext(Surroundings);
  return (
    <>
      <div className="board-card-top">
        <Link to={`/deals/${card.id}`} className="board-title" draggable={false}>{card.title}</Link>
        {canMove && (
          <button
            type="button"
            className="board-menu-button"
            aria-haspopup="menu"
            aria-label={fill(labels.move_title_to, { title: card.title })}
            title={labels.move_to}
            onClick={(event) => openMenu(card.id, event.currentTarget)}
          >
            <Icon shape="dots" />
          </button>
        )}
      </div>
      {card.organisation !== card.title && <p className="board-organisation">{card.organisation}</p>}
      <div className="board-money">
        <span className={card.value === null ? "board-quiet" : "board-value"}>
          {card.value === null ? labels.no_value : money(card.value, card.currency)}
        </span>
        {card.deal_type && card.deal_type !== "standard" && (
          <span className="board-type">{labels[`deal_type_${card.deal_type}`] || card.deal_type}</span>
        )}
        {card.owner && (
          <span className="board-owner" title={card.owner}>
            <span aria-hidden="true">{card.owner_initials}</span>
            <span className="board-heard">{fill(labels.owner, { name: card.owner })}</span>
          </span>
        )}
      </div>
      {isClosed ? <Outcome card={card} labels={labels} /> : <Age card={card} labels={labels} />}
      {!isClosed && <Next card={card} labels={labels} />}
    </>
  );
};

const sameCard = (one, other) =>
  one.index === other.index &&
  one.isClosed === other.isClosed &&
  (one.card === other.card || Object.keys(other.card).every((key) => one.card[key] === other.card[key]));

// The card is a group, not the library's button: it holds a link and a button of its own.
export const Card = memo(function Card({ card, index, isClosed }) {
  const { labels, canMove } = useContext(Surroundings);
  return (
    <Draggable draggableId={String(card.id)} index={index} isDragDisabled={!canMove}>
      {(drag, { isDragging }) => (
        <li ref={drag.innerRef} {...drag.draggableProps} className="board-item" data-deal-id={card.id}>
          <div
            {...drag.dragHandleProps}
            role="group"
            aria-roledescription={canMove ? labels.card : undefined}
            aria-label={card.title}
            className="board-card"
            data-lifted={isDragging || undefined}
            data-rotting={card.is_rotting || undefined}
          >
            <Face card={card} isClosed={isClosed} />
          </div>
        </li>
      )}
    </Draggable>
  );
}, sameCard);
