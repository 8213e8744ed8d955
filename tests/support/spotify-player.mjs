// Reads the player by Spotify's own SDK, which CLIENT names; prints what it got as JSON.
import { pathToFileURL } from "node:url";

const { address, base, key, limit } = JSON.parse(process.argv[2]);
const network = globalThis.fetch;
globalThis.fetch = (url, options) =>
  network(String(url).replace("https://accounts.spotify.com", base), {
    ...options,
    headers: { ...options.headers, "X-Forwarded-For": address },
  });
const { SpotifyApi } = await import(pathToFileURL(process.env.CLIENT).href);

SpotifyApi.rootUrl = `${base}/v1/`;
const expired = { access_token: "old", token_type: "Bearer", expires_in: 1, expires: 1, refresh_token: key };
const sdk = SpotifyApi.withAccessToken("any client", expired);

const current = await sdk.player.getCurrentlyPlayingTrack(undefined, "episode");
const state = await sdk.player.getPlaybackState();
const { devices } = await sdk.player.getAvailableDevices();
const queue = await sdk.player.getUsersQueue();
const titles = [];
let page = await sdk.player.getRecentlyPlayedTracks(limit);
for (;;) {
  titles.push(...page.items.map((item) => item.track.name));
  if (!page.next) break;
  page = await sdk.player.getRecentlyPlayedTracks(limit, {
    type: "before",
    timestamp: Number(page.cursors.before),
  });
}
const refused = await sdk.player.pausePlayback("").catch((error) => error.message);
console.log(JSON.stringify({ current, state, devices, queue, titles, refused }));
