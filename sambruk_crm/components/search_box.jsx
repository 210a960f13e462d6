import { useContext, useEffect, useId, useMemo, useRef, useState } from "react";
import { useLocation, useNavigate } from "react-router";
import ArrowRight from "lucide-react/dist/esm/icons/arrow-right.mjs";
import AtSign from "lucide-react/dist/esm/icons/send.mjs";
import Building from "lucide-react/dist/esm/icons/landmark.mjs";
import Command from "lucide-react/dist/esm/icons/corner-down-right.mjs";
import Contract from "lucide-react/dist/esm/icons/file-signature.mjs";
import Deal from "lucide-react/dist/esm/icons/kanban.mjs";
import History from "lucide-react/dist/esm/icons/history.mjs";
import Lead from "lucide-react/dist/esm/icons/sprout.mjs";
import Person from "lucide-react/dist/esm/icons/users.mjs";
import Search from "lucide-react/dist/esm/icons/search.mjs";
import Service from "lucide-react/dist/esm/icons/package.mjs";
import Tag from "lucide-react/dist/esm/icons/tag.mjs";
import Todo from "lucide-react/dist/esm/icons/list-checks.mjs";
import User from "lucide-react/dist/esm/icons/circle-user.mjs";
import { ColorModeContext } from "$/utils/context-registry";
import { shownDate } from "$/public/external/sambruk_crm/components/text/text.js";
import { isChord, opened, remember, ranked } from "./search_box.js";
import "./search_box.css";

const ICONS = {
  organisation: Building, person: Person, lead: Lead, deal: Deal, contract: Contract, service: Service, todo: Todo,
  history: History, mailing: AtSign, tag: Tag, user: User, command: Command, list: ArrowRight,
};
const PAUSE = 120;

/** The search over everything: what is typed stays here; the server sends what it found, and for which text. */
export function SearchBox({
  groups, asked, recent, labels, nouns, kinds, commands, rights, userId, onSearch, onRecall, onColours,
}) {
  const dialog = useRef(null);
  const timer = useRef(null);
  const isWaiting = useRef(false);
  const listId = useId();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const { setColorMode } = useContext(ColorModeContext);
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const [active, setActive] = useState(0);
  const wanted = typed.trim();
  const isFresh = !wanted || asked === wanted;

  useEffect(() => remember(userId, pathname), [userId, pathname]);
  useEffect(() => { if (isOpen && userId) onRecall(opened(userId)); }, [isOpen, userId]);
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    const hear = (event) => {
      if (!isChord(event)) return;
      event.preventDefault();
      show();
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  });

  const sections = useMemo(() => {
    const allowed = (commands || []).filter((each) => !each.right || (rights || []).includes(each.right));
    const asRow = (hit) => ({ ...hit, key: `${hit.noun}-${hit.id}`, icon: hit.noun });
    const toCommand = (each) => ({ ...each, key: `command-${each.id}`, icon: "command", name: each.label });
    if (!wanted) {
      const starters = allowed.filter((each) => each.isStarter).map(toCommand);
      return [
        { id: "recent", label: labels.recent, rows: (recent || []).map(asRow) },
        { id: "command", label: labels.commands, rows: starters },
      ].filter((each) => each.rows.length);
    }
    const [first, later] = ranked(allowed, wanted);
    const found = (groups || []).map((group) => ({
      id: group.noun,
      label: nouns[group.noun],
      rows: [
        ...group.hits.map(asRow),
        ...(group.list ? [{ key: `all-${group.noun}`, icon: "list", name: labels.all, to: group.list, isAll: true }] : []),
      ],
    }));
    const asSection = (id, rows) => ({ id, label: labels.commands, rows: rows.slice(0, 5).map(toCommand) });
    return [asSection("command", first), ...found, asSection("also", later)].filter((each) => each.rows.length);
  }, [commands, rights, wanted, groups, recent, labels, nouns]);
  const rows = sections.flatMap((section) => section.rows);
  const at = Math.min(active, rows.length - 1);
  const optionId = (index) => `${listId}-${index}`;

  useEffect(() => {
    if (!isFresh || !isWaiting.current) return;
    isWaiting.current = false;
    if (rows.length) choose(rows[0]);
  });
  useEffect(() => {
    if (isOpen) document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" });
  }, [at, isOpen]);

  function show() {
    if (dialog.current.open) return;
    setTyped("");
    setActive(0);
    dialog.current.showModal();
    setOpen(true);
  }

  function type(next) {
    setTyped(next);
    setActive(0);
    isWaiting.current = false;
    clearTimeout(timer.current);
    const text = next.trim();
    if (text) timer.current = setTimeout(() => onSearch(text), PAUSE);
  }

  function choose(row) {
    dialog.current.close();
    if (row.colours) { setColorMode(row.colours); onColours(row.colours); }
    else if (row.locale) speak(row.locale);
    else if (row.to) navigate(row.to);
  }

  function press(event) {
    const last = rows.length - 1;
    const goal = {
      ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, PageDown: Math.min(last, at + 5),
      PageUp: Math.max(0, at - 5),
    }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      setActive(goal);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!isFresh && at <= 0) isWaiting.current = true;
      else if (rows[at]) choose(rows[at]);
    }
  }

  function shownRow(row, index) {
    const Icon = ICONS[row.icon] || Command;
    const more = [kinds[row.kind], row.detail, row.day && shownDate(row.day)].filter(Boolean).join(" · ");
    return (
      <div
        key={row.key} id={optionId(index)} role="option" aria-selected={index === at} className="option search-row"
        onMouseMove={() => index !== at && setActive(index)} onMouseDown={(event) => event.preventDefault()}
        onClick={() => choose(row)}
      >
        <Icon size={18} aria-hidden="true" />
        <span className={row.isAll ? "search-all" : "search-name"}>{row.name}</span>
        {more && <small>{more}</small>}
      </div>
    );
  }

  let index = -1;
  return (
    <>
      <button
        type="button" className="search-button" aria-haspopup="dialog" aria-label={labels.open} aria-keyshortcuts="Control+K /"
        onClick={show}
      >
        <Search size={18} aria-hidden="true" />
        <span className="search-words">{labels.open}</span>
        <kbd>Ctrl K</kbd>
      </button>
      <dialog
        ref={dialog} className="search-sheet" aria-label={labels.open} onClose={() => setOpen(false)}
        onClick={(event) => event.target === dialog.current && dialog.current.close()}
      >
        <div className="search-inside">
          <div className="search-top">
            <Search size={18} aria-hidden="true" />
            <input
              type="text" role="combobox" aria-label={labels.open} aria-expanded={rows.length > 0} aria-controls={listId}
              aria-autocomplete="list" aria-activedescendant={rows.length ? optionId(at) : undefined} autoComplete="off"
              autoCorrect="off" spellCheck="false" enterKeyHint="search" maxLength={200} value={typed} placeholder={labels.placeholder}
              onChange={(event) => type(event.target.value)} onKeyDown={press} autoFocus
            />
            <button type="button" className="button quiet" onClick={() => dialog.current.close()}>{labels.close}</button>
          </div>
          <div id={listId} role="listbox" aria-label={labels.results} aria-busy={!isFresh} className="search-list">
            {isOpen && sections.map((section) => (
              <div key={section.id} role="group" aria-labelledby={`${listId}-${section.id}`}>
                <div id={`${listId}-${section.id}`} className="search-heading" role="presentation">{section.label}</div>
                {section.rows.map((row) => { index += 1; return shownRow(row, index); })}
              </div>
            ))}
          </div>
          {wanted && isFresh && !(groups || []).length && <p className="search-none">{labels.none}</p>}
          <span role="status" className="visually-hidden">
            {isOpen && wanted && isFresh ? (rows.length ? labels.count.replace("{count}", rows.length) : labels.none) : ""}
          </span>
        </div>
      </dialog>
    </>
  );
}

function speak(locale) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/auth/locale";
  form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "locale", value: locale }));
  document.body.append(form);
  form.submit();
}
