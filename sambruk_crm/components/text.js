// Texts, dates and numbers in the reader's language. The catalogue comes from /api/texts.js, loaded before this.

const empty = { locale: "en", messages: {}, timeZone: "UTC", currency: "SEK", association: "" };
const texts = () => (typeof window !== "undefined" && window.__sambruk) || empty;
const languageTags = { sv: "sv-SE", nb: "nb-NO", de: "de-DE", en: "en-GB" };
const tag = () => languageTags[texts().locale] || "sv-SE";

const fill = (text, values) =>
  text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    if (value === undefined || value === null) return "";
    return typeof value === "number" ? shownNumber(value) : String(value);
  });

export const text = (msgid, values) => {
  const found = texts().messages[msgid] || msgid || "";
  return values ? fill(found, values) : found;
};

export const textOfNumber = (singular, plural, count, values) =>
  text(Number(count) === 1 ? singular : plural, { ...values, count: Number(count) || 0 });

export const textOfKey = (table, key) => (key && table[key] ? text(table[key]) : key || "");

export const association = () => texts().association;
export const associationLogo = () => texts().logo || "";
export const isExampleData = () => Boolean(texts().exampleData);
export const showsParts = () => Boolean(texts().parts);
export const language = () => texts().locale;

export const pageTitle = (title, badge) => {
  const name = texts().association;
  const whole = name && name !== title ? `${title} – ${name}` : title;
  return badge > 0 ? `(${badge}) ${whole}` : whole;
};

const kept = new Map();
const once = (kind, options) => {
  const key = kind.name + tag() + JSON.stringify(options);
  if (!kept.has(key)) kept.set(key, new kind(tag(), options));
  return kept.get(key);
};
const dateFormat = (options) => once(Intl.DateTimeFormat, options);

// A day ("2026-11-23") is the same everywhere; a moment is read in the association's time zone.
const isDay = (value) => typeof value === "string" && value.length === 10;
const moment = (value) => {
  if (value === null || value === undefined || value === "") return null;
  const made = new Date(isDay(value) ? `${value}T12:00:00Z` : value);
  return Number.isNaN(made.getTime()) ? null : made;
};
const zone = (value) => (isDay(value) ? "UTC" : texts().timeZone);

export const shownDate = (value, style) => {
  const made = moment(value);
  if (!made) return "";
  return dateFormat({ dateStyle: style || "medium", timeZone: zone(value) }).format(made);
};

export const shownTime = (value) => {
  const made = moment(value);
  if (!made) return "";
  if (isDay(value)) return shownDate(value);
  return dateFormat({ dateStyle: "medium", timeStyle: "short", timeZone: zone(value) }).format(made);
};

export const shownClock = (value) => {
  const made = moment(value);
  return made && !isDay(value) ? dateFormat({ timeStyle: "short", timeZone: zone(value) }).format(made) : "";
};

export const shownNumber = (value, digits) => {
  if (value === null || value === undefined || value === "") return "";
  const options = digits === undefined ? { maximumFractionDigits: 4 } : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return once(Intl.NumberFormat, options).format(Number(value));
};

export const shownMoney = (value, currency) => {
  if (value === null || value === undefined || value === "") return "";
  const whole = Number(value) % 1 === 0;
  return once(Intl.NumberFormat, {
    style: "currency",
    currency: currency || texts().currency,
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: whole ? 0 : 2,
  }).format(Number(value));
};

const steps = [
  ["year", 365 * 86400],
  ["month", 30 * 86400],
  ["week", 7 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

export const shownAge = (value) => {
  const made = moment(value);
  if (!made) return "";
  const format = once(Intl.RelativeTimeFormat, { numeric: "auto" });
  if (isDay(value)) {
    const today = dateFormat({ timeZone: texts().timeZone }).format(new Date());
    if (today === dateFormat({ timeZone: "UTC" }).format(made)) return format.format(0, "day");
  }
  const seconds = (made.getTime() - Date.now()) / 1000;
  const [unit, length] = steps.find(([, size]) => Math.abs(seconds) >= size) || ["second", 60];
  return format.format(Math.trunc(seconds / length), unit);
};

export const shownDevice = (agent, unknown) => {
  const browser = [[/Edg\//, "Edge"], [/Firefox\//, "Firefox"], [/Chrom(e|ium)\//, "Chrome"], [/Safari\//, "Safari"]];
  const system = [[/Android/, "Android"], [/iPhone|iPad/, "iOS"], [/Windows/, "Windows"], [/Mac OS/, "macOS"], [/Linux/, "Linux"]];
  const named = (pairs) => (pairs.find(([pattern]) => pattern.test(agent || "")) || [])[1];
  return [named(browser), named(system)].filter(Boolean).join(", ") || unknown;
};

// What a refused form left for the page it came from: what was typed, except passwords, and what was wrong.
// It travels in a short-lived cookie: an address could be made up by anybody, and ends up in logs.
const readRefusedForm = () => {
  const found = typeof document !== "undefined" && document.cookie.match(/(?:^|; )refused_form=([^;]*)/);
  if (!found) return {};
  document.cookie = "refused_form=; path=/; max-age=0";
  try {
    return JSON.parse(decodeURIComponent(found[1]));
  } catch {
    return {};
  }
};
const refusedForm = readRefusedForm();
export const formValue = (name) =>
  typeof window !== "undefined" && refusedForm.path === window.location.pathname ? refusedForm[name] || "" : "";

export const countryName = (code) => {
  if (!code) return "";
  try {
    return new Intl.DisplayNames([language()], { type: "region" }).of(code) || code;
  } catch {
    return code;
  }
};

export const queryValue = (name) =>
  typeof window === "undefined" ? "" : new URLSearchParams(window.location.search).get(name) || "";
