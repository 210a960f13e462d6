// Where the phone is, and which places are nearest to it. The position is asked for when told to, and stays here.

const EARTH_KM = 6371;
const SHOWN = 3;
const radians = (degrees) => (degrees * Math.PI) / 180;

const distance = (here, place) => {
  const [a, b] = [radians(here.latitude), radians(place.latitude)];
  const half = Math.sin((b - a) / 2) ** 2;
  const across = Math.sin(radians(place.longitude - here.longitude) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(half + Math.cos(a) * Math.cos(b) * across));
};

export const nearest = (here, places) =>
  places
    .map((place) => ({ ...place, km: distance(here, place) }))
    .sort((one, other) => one.km - other.km)
    .slice(0, SHOWN);

// Gives the position, or why there is none: "denied", "unknown".
export const position = () =>
  new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error("unknown"));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude, longitude: coords.longitude }),
      (error) => reject(new Error(error.code === error.PERMISSION_DENIED ? "denied" : "unknown")),
      { timeout: 10_000, maximumAge: 300_000 },
    );
  });

const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

export const named = (text, places) => {
  const wanted = plain(text);
  const found = places.filter((place) => plain(place.name).includes(wanted));
  const begins = (place) => (plain(place.name).startsWith(wanted) ? 0 : 1);
  return found.sort((one, other) => begins(one) - begins(other));
};
