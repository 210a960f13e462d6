import { useState } from "react";
import { Rows, useAsking, useRows } from "./lookup.jsx";

/**
 * Finds a record by typing, in a cell. `control` is what any field of a cell has, `start` what stood there. Each change
 * goes out with the key that is chosen, or none; one from the list is chosen for good.
 */
export function CellLookup({ control, start, found, label, onSearch, onPick }) {
  const [typed, setTyped] = useState(start);
  const asking = useAsking(onSearch);
  const rows = asking.isAnswered(typed) ? found || [] : [];
  const pick = (row) => {
    setTyped(row.label);
    asking.forget();
    onPick(row.value, row.label, true);
  };
  const at = useRows({ rows, isShown: rows.length > 0, onPick: pick });

  const type = (event) => {
    const next = event.target.value;
    setTyped(next);
    at.setActive(-1);
    onPick("", next);
    asking.ask(next);
  };
  return (
    <>
      <input
        {...control} {...at.field} value={typed} onChange={type}
        onKeyDown={(event) => { if (!at.press(event)) control.onKeyDown(event); }}
      />
      <Rows at={at} rows={rows} isShown={rows.length > 0} label={label} onPick={pick} />
    </>
  );
}
