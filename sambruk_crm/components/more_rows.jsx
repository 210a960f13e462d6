// Rows come as one scrolls: the end of the list asks for more as soon as it comes near.
import { useEffect, useRef } from "react";

/** Stands below the rows, and shows nothing. Asks once for each number of rows that are there. */
export function MoreRows({ count, hasMore, onMore }) {
  const end = useRef(null);
  const asked = useRef(0);
  useEffect(() => {
    if (!hasMore) return undefined;
    const root = end.current.parentElement;
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((each) => each.isIntersecting) || asked.current === count) return;
      asked.current = count;
      onMore();
    }, { root: root.scrollHeight > root.clientHeight ? root : null, rootMargin: "400px" });
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [count, hasMore]);
  return <div ref={end} aria-hidden="true" />;
}
