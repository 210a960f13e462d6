// One line above the bottom bar for as long as check-ins wait on this phone; it also sends them, whatever the page.
import { useEffect, useSyncExternalStore } from "react";
import { Link, useLocation } from "react-router";
import { run, subscribe, waiting } from "./queue.js";
import { fill } from "./words.js";
import "./check_in.css";

const none = () => [];

// What the page needs to open without net, wherever one is when there is one.
const makeReady = async () => {
  const worker = await navigator.serviceWorker.register("/check-in-worker.js");
  await navigator.serviceWorker.ready;
  const { entry, routes } = window.__reactRouterManifest || { entry: {}, routes: {} };
  const parts = [entry, ...Object.values(routes).filter(({ path }) => path === "" || path === "check-in")];
  const named = parts.flatMap((part) => [part.module, ...(part.imports || []), ...(part.css || [])]);
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname);
  const styles = loaded.filter((path) => path.endsWith(".css"));
  const manifest = loaded.filter((path) => path.startsWith("/assets/manifest"));
  worker.active?.postMessage({ needs: [...named, ...styles, ...manifest].filter(Boolean) });
};

export const CheckInStatus = ({ labels }) => {
  const items = useSyncExternalStore(subscribe, waiting, none);
  const { pathname } = useLocation();
  useEffect(() => {
    run();
    if (navigator.serviceWorker) makeReady().catch(() => {}); // without it the page still works while it is open
  }, []);
  if (items.length === 0 || pathname === "/check-in") return null;
  const refused = items.filter((item) => item.state === "refused").length;
  const text = refused
    ? fill(refused === 1 ? labels.refused_one : labels.refused_many, { count: refused })
    : fill(items.length === 1 ? labels.waiting_one : labels.waiting_many, { count: items.length });
  return (
    <div className="check-in-status" role="status">
      <Link to="/check-in">{text}</Link>
    </div>
  );
};
