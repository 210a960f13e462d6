// The menu of a card, one for all of them. The browser closes it on Escape and on a click elsewhere.
import { useContext, useLayoutEffect, useRef } from "react";
import { ACTS, Surroundings } from "./card.jsx";
import { find } from "./moves.js";
import { fill, nameOf } from "./words.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

const walk = (event) => {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const last = items.length - 1;
  const letter = event.key.length === 1 && items.find((item) => item.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
  const wanted = { Home: items[0], End: items[last] }[event.key] || (STEPS[event.key] && items.at((at + STEPS[event.key]) % items.length)) || letter;
  if (event.key === "Tab") event.currentTarget.hidePopover();
  if (!wanted) return;
  event.preventDefault();
  wanted.focus();
};

const placeBeside = (menu, button) => {
  const [box, size] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
  const below = box.bottom + 4 + size.height <= window.innerHeight;
  menu.style.left = `${Math.max(8, Math.min(box.right - size.width, window.innerWidth - size.width - 8))}px`;
  menu.style.top = `${Math.max(8, below ? box.bottom + 4 : box.top - 4 - size.height)}px`;
};

const Item = ({ children, ...rest }) => (
  <button type="button" role="menuitem" tabIndex={-1} {...rest}>{children}</button>
);

export const CardMenu = ({ columns, opened, onPick, onEnd, onAct, onClose }) => {
  const { labels, group, canCross } = useContext(Surroundings);
  const menu = useRef(null);
  const found = opened && find(columns, opened.dealId);
  const elsewhere = canCross && found ? columns.filter((column) => column !== found.column && !column.is_closed) : [];
  useLayoutEffect(() => {
    if (!opened) return undefined;
    menu.current.showPopover();
    placeBeside(menu.current, opened.button);
    menu.current.querySelector("[role=menuitem]")?.focus();
    opened.button.setAttribute("aria-expanded", "true");
    return () => opened.button.removeAttribute("aria-expanded");
  }, [opened]);
  const closed = (event) => {
    if (event.newState !== "closed") return;
    if (menu.current.contains(document.activeElement)) opened?.button.focus();
    onClose();
  };
  return (
    <div ref={menu} popover="auto" role="menu" className="board-menu" aria-label={found ? fill(labels.actions_for, { title: found.card.title }) : labels.actions} onToggle={closed} onKeyDown={walk}>
      {found && Object.entries(ACTS).map(([kind, key]) => (
        <Item key={kind} onClick={() => onAct(kind, opened.dealId)}>{labels[kind]}<kbd aria-hidden="true">{key}</kbd></Item>
      ))}
      {elsewhere.length > 0 && <p role="presentation" className="board-menu-part">{labels.move_to}</p>}
      {elsewhere.map((column) => (
        <Item key={column.id} onClick={() => onPick(opened.dealId, column)}>{nameOf(column, labels, group)}</Item>
      ))}
      {found && ["won", "lost"].filter((outcome) => outcome !== found.card.outcome).map((outcome) => (
        <Item key={outcome} data-outcome={outcome} onClick={() => onEnd(opened.dealId, outcome)}>
          {labels[`set_${outcome}`]}<kbd aria-hidden="true">{outcome[0]}</kbd>
        </Item>
      ))}
    </div>
  );
};
