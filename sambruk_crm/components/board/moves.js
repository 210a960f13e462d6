// What a move does to columns, and which moves the server has not confirmed yet. No React here.

const PATIENCE = 120_000;

const columnOf = (columns, dealId) => columns.find((column) => column.cards.some((card) => card.id === dealId));

const isWon = (card) => card.outcome === "won";

const half = (column, outcome) => ({
  key: `${column.id}:${outcome}`,
  column,
  outcome,
  cards: column.cards.filter((card) => isWon(card) === (outcome === "won")),
});

// The lists that a column shows: a closed phase tells the won from the lost.
export const listsOf = (column, isFolded) => {
  if (isFolded) return [{ key: `${column.id}:folded`, column, outcome: "", cards: [], isFolded }];
  if (column.is_closed) return [half(column, "won"), half(column, "lost")];
  return [{ key: String(column.id), column, outcome: "", cards: column.cards }];
};

export const find = (columns, dealId) => {
  const column = columnOf(columns, dealId);
  if (!column) return null;
  const list = listsOf(column).find(({ cards }) => cards.some((card) => card.id === dealId));
  const position = list.cards.findIndex((card) => card.id === dealId);
  return { column, list, position, card: list.cards[position] };
};

const weightedIn = (column, card, outcome) => {
  if (!card.value || outcome === "lost") return 0;
  if (outcome === "won") return card.value;
  const chance = card.probability ?? column.probability;
  if (chance !== undefined && chance !== null) return (card.value * chance) / 100;
  return card.weighted;
};

const tally = (figures, sign, card) => ({ ...figures, count: figures.count + sign, total: figures.total + sign * (card.value || 0) });

const counting = (column, cards, sign, card) => {
  const ended = isWon(card) ? "won" : "lost";
  return {
    ...column,
    cards,
    count: column.count + sign,
    total: column.total + sign * (card.value || 0),
    weighted_total: column.weighted_total + sign * card.weighted,
    ...(column[ended] ? { [ended]: tally(column[ended], sign, card) } : {}),
  };
};

const without = (cards, dealId) => cards.filter((card) => card.id !== dealId);

const insert = (cards, card, beforeId) => {
  const found = cards.findIndex((other) => other.id === beforeId);
  const at = found < 0 ? cards.length : found;
  return [...cards.slice(0, at), card, ...cards.slice(at)];
};

const initials = (name) =>
  name.split(/\s+/).filter(Boolean).slice(0, 2).map((word) => word[0].toUpperCase()).join("");

const arriving = (column, card, outcome, group) => {
  if (group === "owner") {
    return { ...card, owner: column.name, owner_initials: initials(column.name), owner_id: column.id || null };
  }
  const ended = column.is_closed ? outcome || null : null;
  return { ...card, weighted: weightedIn(column, card, ended), outcome: ended, is_rotting: false, age_days: 0 };
};

// Without a column the card leaves the board, as a deal that ends does where columns are no phases.
export const apply = (columns, { dealId, phaseId, beforeId, outcome, group }) => {
  const source = columnOf(columns, dealId);
  if (!source || (phaseId !== null && !columns.some((column) => column.id === phaseId))) return columns;
  const card = source.cards.find((other) => other.id === dealId);
  return columns.map((column) => {
    if (column !== source && column.id !== phaseId) return column;
    const rest = without(column.cards, dealId);
    if (column.id !== phaseId) return counting(column, rest, -1, card);
    const stays = column === source && (!outcome || outcome === card.outcome);
    if (stays) return { ...column, cards: insert(rest, card, beforeId) };
    const left = column === source ? counting(column, rest, -1, card) : column;
    const moved = arriving(column, card, outcome, group);
    return counting(left, insert(rest, moved, beforeId), 1, moved);
  });
};

// A pending move is confirmed when the deal's version shows that the server has written it.
const isPending = (columns, move) => {
  const found = find(columns, move.dealId);
  return Boolean(found) && found.card.version < move.version && Date.now() - move.at < PATIENCE;
};

// The columns of the board, of which only those travel that changed. A part with base 0 is the whole board, any other
// is built upon the part with that number; null if that one never came.
export const joined = (held, columns, { number, base, order }) => {
  if (columns === held.columns || (base > 0 && number === held.number)) return held;
  const byId = new Map([...(base > 0 ? held.list : []), ...columns].map((column) => [column.id, column]));
  if ((base > 0 && base !== held.number) || !order.every((id) => byId.has(id))) return null;
  return { number, columns, list: order.map((id) => byId.get(id)) };
};

export const start = ({ columns, revision }) => ({ columns, revision, moves: [] });

export const shown = ({ columns, moves }) => moves.reduce(apply, columns);

const moved = (state, move) => {
  const found = find(state.columns, move.dealId);
  const earlier = state.moves.filter((other) => other.dealId === move.dealId).length;
  const version = (found ? found.card.version : 0) + earlier + 1;
  return { ...state, moves: [...state.moves, { ...move, version, at: Date.now() }] };
};

const adopted = (state, { columns, revision }) => {
  if (columns === state.columns && revision === state.revision) return state;
  const moves = revision === state.revision ? state.moves.filter((move) => isPending(columns, move)) : [];
  return { columns, revision, moves };
};

export const reduce = (state, action) => (action.move ? moved(state, action.move) : adopted(state, action.adopt));

// The moves that a new revision takes back: those that its columns do not show as written.
export const refused = (state, { columns, revision }) =>
  revision === state.revision ? [] : state.moves.filter((move) => isPending(columns, move));

// Where a card comes before, when dropped at an index of a list. The last one shown is not the last one there is
// when a column has more: then the card goes above it, where it stays in sight.
export const beforeAt = (list, dealId, index) => {
  if (list.isFolded) return null;
  const rest = without(list.cards, dealId);
  const before = rest[index] || (list.column.has_more ? rest[rest.length - 1] : undefined);
  return before ? before.id : null;
};
