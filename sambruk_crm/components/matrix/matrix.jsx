// The matrix: a grid with sticky headings that is gone through by arrow keys. See matrix.py for what it promises.
import { memo, useCallback, useId, useMemo, useRef, useState } from "react";
import { Link } from "react-router";
import "./matrix.css";

const LEGEND = ["contract", "participant", "deal", "lead", "declined", "nothing"];
const BEGINS = { d: "deal", l: "lead", t: "todo" };
const FEW = 8; // as many columns have room for words
const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1], PageDown: [10, 0], PageUp: [-10, 0] };

const fill = (template, values) => (template || "").replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

// What a cell says: its letter, which for a deal is the number of its phase, and its word.
const read = (code, words, labels) => {
  const [state, phase] = code.split(":");
  const word = words[state] || "";
  if (state === "nothing") return { state, letter: "", word };
  if (phase) return { state, letter: phase, word: `${word}, ${fill(labels.phase, { number: phase })}` };
  return { state, letter: word.slice(0, 1).toUpperCase(), word };
};

const Row = memo(({ row, at, columns, sayings, focused }) => (
  <tr aria-rowindex={at + 2}>
    <th scope="row" className="matrix-name">
      <Link to={`/organisations/${row.id}`} tabIndex={-1}>
        {row.name}
      </Link>
    </th>
    <td className="matrix-sum">{row.count}</td>
    {row.cells.map((code, across) => {
      const said = sayings[code];
      return (
        <td
          key={columns[across].id}
          data-state={said.state}
          data-at={`${at},${across}`}
          tabIndex={focused === across ? 0 : -1}
          aria-label={`${row.name}, ${columns[across].name}: ${said.word}`}
          title={`${columns[across].name}: ${said.word}`}
        >
          {said.letter}
          {said.letter && <span className="matrix-word">{said.word}</span>}
        </td>
      );
    })}
  </tr>
));

const Legend = ({ words, labels, sayings }) => (
  <ul className="matrix-legend" aria-label={labels.legend}>
    {LEGEND.map((state) => (
      <li key={state}>
        <span data-state={state} aria-hidden="true">
          {state === "deal" ? "1" : sayings[state].letter}
        </span>
        {state === "deal" ? `${words.deal}, ${fill(labels.phase, { number: "1…" })}` : words[state]}
      </li>
    ))}
  </ul>
);

export const MatrixGrid = ({ columns, rows, words, labels, canBegin, onOpen, onBegin }) => {
  const [at, setAt] = useState([0, 0]);
  const grid = useRef(null);
  const hint = useId();
  const sayings = useMemo(() => {
    const codes = new Set(LEGEND);
    for (const row of rows) for (const code of row.cells) codes.add(code);
    return Object.fromEntries([...codes].map((code) => [code, read(code, words, labels)]));
  }, [rows, words, labels]);
  const here = [Math.min(at[0], Math.max(rows.length - 1, 0)), Math.min(at[1], Math.max(columns.length - 1, 0))];

  const go = useCallback((down, across) => {
    setAt([down, across]);
    const cell = grid.current?.querySelector(`[data-at="${down},${across}"]`);
    cell?.focus({ preventScroll: true });
    cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, []);
  const placeOf = (target) => target.closest("[data-at]")?.dataset.at.split(",").map(Number);
  const keysOf = ([down, across]) => [rows[down].id, columns[across].id];

  const onKeyDown = (event) => {
    const place = placeOf(event.target);
    if (!place || event.ctrlKey || event.metaKey || event.altKey) return;
    const [down, across] = place;
    const step = STEPS[event.key];
    const begun = BEGINS[event.key];
    if (step) {
      const to = [down + step[0], across + step[1]];
      go(Math.max(0, Math.min(rows.length - 1, to[0])), Math.max(0, Math.min(columns.length - 1, to[1])));
    } else if (event.key === "Home") go(down, 0);
    else if (event.key === "End") go(down, columns.length - 1);
    else if (event.key === "Enter" || event.key === " ") onOpen(...keysOf(place));
    else if (begun && canBegin && !event.repeat && rows[down].cells[across] === "nothing") onBegin(begun, ...keysOf(place));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    setAt(place);
    onOpen(...keysOf(place));
  };

  return (
    <>
      <Legend words={words} labels={labels} sayings={sayings} />
      <p id={hint} className="visually-hidden">
        {labels.instructions}
      </p>
      <div className="matrix-frame" ref={grid} onKeyDown={onKeyDown} onClick={onClick}>
        <table
          role="grid"
          aria-label={labels.grid}
          aria-describedby={hint}
          aria-rowcount={rows.length + 1}
          aria-colcount={columns.length + 2}
          className="matrix"
          data-few={columns.length <= FEW || undefined}
        >
          <thead>
            <tr aria-rowindex={1}>
              <th scope="col" className="matrix-name">
                {labels.organisation}
              </th>
              <th scope="col" className="matrix-sum" title={labels.count}>
                <span className="visually-hidden">{labels.count}</span>
                <span aria-hidden="true">Σ</span>
              </th>
              {columns.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  title={`${column.name}: ${fill(labels.of_column, { count: column.count, total: rows.length })}`}
                >
                  <span className="matrix-service">{column.name}</span>
                  <span className="matrix-count">{column.count}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, down) => (
              <Row
                key={row.id}
                row={row}
                at={down}
                columns={columns}
                sayings={sayings}
                focused={down === here[0] ? here[1] : -1}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
};
