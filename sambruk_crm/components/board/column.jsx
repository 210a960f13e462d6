// One column: its head with the figures, which folds it, and its lists of cards; a closed phase has two.
import { Droppable } from "@hello-pangea/dnd";
import { createContext, memo, useContext } from "react";
import { shownNumber } from "$/public/external/sambruk_crm/components/text/text.js";
import { Card, Icon, Surroundings } from "./card.jsx";
import { listsOf } from "./moves.js";
import { counted, fill, money, nameOf } from "./words.js";

// Whether what is dragged is over "won" or "lost", where no column may take it.
export const Aimed = createContext("");

const Count = ({ figures, name = "count" }) => {
  const { labels } = useContext(Surroundings);
  return (
    <span className="board-count" data-figure={name}>
      <span aria-hidden="true">{shownNumber(figures.count)}</span>
      <span className="board-heard">{counted(labels, "count", figures.count)}</span>
    </span>
  );
};

const Fold = ({ column, name, isFolded, children }) => {
  const { labels, fold } = useContext(Surroundings);
  return (
    <button
      type="button"
      className="board-fold"
      data-fold={column.id}
      aria-expanded={!isFolded}
      aria-label={fill(isFolded ? labels.unfold : labels.fold, { phase: name })}
      title={fill(isFolded ? labels.unfold : labels.fold, { phase: name })}
      onClick={() => fold(column.id, !isFolded)}
    >
      <Icon shape={isFolded ? "unfold" : "fold"} />
      {children}
    </button>
  );
};

const Heading = ({ column, name, id, isFolded }) => {
  const { labels } = useContext(Surroundings);
  return (
    <header className="board-heading" data-phase-header={column.id}>
      <h2 id={id} title={name}>{name}</h2>
      <Count figures={column} />
      <Fold column={column} name={name} isFolded={isFolded} />
      <p className="board-sums">
        <span data-figure="total">{money(column.total, column.currency)}</span>
        {!column.is_closed && !isFolded && (
          <span data-figure="weighted">
            {fill(labels.weighted, { amount: money(column.weighted_total, column.currency) })}
          </span>
        )}
      </p>
    </header>
  );
};

const Half = ({ list }) => {
  const { labels } = useContext(Surroundings);
  const { column, outcome } = list;
  const figures = column[outcome] || { count: list.cards.length, total: 0 };
  return (
    <p className="board-half" data-half={outcome} id={`board-half-${list.key}`}>
      <Icon shape={outcome} />
      <span>{labels[outcome]}</span>
      <Count figures={figures} name={`${outcome}-count`} />
      <span data-figure={outcome}>{money(figures.total, column.currency)}</span>
    </p>
  );
};

const List = ({ list, name, liftedId }) => {
  const { labels, canCross } = useContext(Surroundings);
  const aimed = useContext(Aimed);
  const { column, outcome } = list;
  return (
    <Droppable droppableId={list.key} isDropDisabled={Boolean(aimed) || !canCross}>
      {(drop, { isDraggingOver }) => (
        <ul
          ref={drop.innerRef}
          {...drop.droppableProps}
          role="list"
          className="board-list"
          aria-label={outcome ? `${name}, ${labels[outcome]}` : name}
          data-list={list.key}
          data-phase-id={outcome ? undefined : column.id}
          data-over={isDraggingOver || undefined}
        >
          {list.cards.map((card, index) => (
            <Card key={card.id} card={card} index={index} isLifted={card.id === liftedId} />
          ))}
          {drop.placeholder}
        </ul>
      )}
    </Droppable>
  );
};

export const Column = memo(function Column({ column, isFolded, liftedId }) {
  const { labels, showMore, group } = useContext(Surroundings);
  const id = `board-phase-${column.id}`;
  const name = nameOf(column, labels, group);
  const left = column.count - column.cards.length;
  const lists = listsOf(column, isFolded).map((list) => (
    <div key={list.key} className="board-part">
      {list.outcome && <Half list={list} />}
      {list.cards.length === 0 && !isFolded && <p className="board-empty">{labels.empty_column}</p>}
      <List list={list} name={name} liftedId={liftedId} />
    </div>
  ));
  return (
    <section className="board-column" aria-labelledby={id} data-closed={column.is_closed || undefined} data-folded={isFolded || undefined}>
      <Heading column={column} name={name} id={id} isFolded={isFolded} />
      {column.is_closed && !isFolded ? <div className="board-halves" data-phase-id={column.id}>{lists}</div> : lists}
      {!isFolded && column.has_more && left > 0 && (
        <button type="button" className="board-more" onClick={() => showMore(column.id)}>
          {fill(labels.show_more, { count: shownNumber(left) })}
        </button>
      )}
    </section>
  );
});
