// What the board says: texts with values, and where a card is. No React here.
import { shownMoney, shownNumber } from "$/public/external/sambruk_crm/components/text/text.js";
import { find } from "./moves.js";

export const fill = (template, values) =>
  (template || "").replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

export const counted = (labels, key, count) =>
  count === 1 ? labels[`${key}_one`] : fill(labels[key], { count: shownNumber(count) });

export const money = (amount, currency) => shownMoney(Math.round(amount), currency);

export const nameOf = (column, labels, group) => column.name || labels[`no_${group}`] || "";

const listName = ({ column, outcome }, labels, group) =>
  outcome ? `${nameOf(column, labels, group)}, ${labels[outcome]}` : nameOf(column, labels, group);

export const placeIn = ({ columns, labels, group }, list, card, position, total) => ({
  title: card.title,
  phase: listName(list, labels, group),
  column: columns.findIndex((column) => column.id === list.column.id) + 1,
  columns: columns.length,
  position: position + 1,
  total,
});

export const placeOf = (known, dealId) => {
  const found = find(known.columns, dealId);
  return found && placeIn(known, found.list, found.card, found.position, found.list.cards.length);
};
