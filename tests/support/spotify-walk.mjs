// Walks through top tracks by Spotify's own SDK, which CLIENT names; prints the titles as JSON.
import { pathToFileURL } from "node:url";

const { address, base, key, length, step } = JSON.parse(process.argv[2]);
const { SpotifyApi } = await import(pathToFileURL(process.env.CLIENT).href);

SpotifyApi.rootUrl = `${base}/v1/`;
const token = { access_token: key, token_type: "Bearer", expires_in: 3600, refresh_token: "" };
const from = (url, options) =>
  fetch(url, { ...options, headers: { ...options.headers, "X-Forwarded-For": address } });
const sdk = SpotifyApi.withAccessToken("no client", token, { fetch: from });

const titles = [];
for (let offset = 0; offset < length; offset += step) {
  const page = await sdk.currentUser.topItems("tracks", "short_term", step, offset);
  titles.push(...page.items.map((item) => item.name));
}
console.log(JSON.stringify(titles));
