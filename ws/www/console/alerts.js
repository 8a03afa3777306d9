/*
 * How an agent is called: a number in the title, a short tone, a sentence for screen readers.
 */
import { fill } from '../sdk/language.js';

const TONES_HZ = {
	waiting: [660],
	assigned: [660, 880],
	message: [880],
	whisper: [520, 520],
	taken: [880, 520],
};
const TONE_S = 0.14;
const LOUDNESS = 0.08;

export class Alerts {
	#app;
	#audio = null;

	constructor(app) {
		this.#app = app;
		app.desk.addEventListener('news', ({ detail }) => this.#call(detail));
	}

	/** The number of what waits for this agent, before the page's name. */
	draw() {
		const { desk, words } = this.#app;
		const isLoggedIn = desk.agent !== null;
		const waiting = [...desk.listing.cases.values()].filter(
			(row) => row.state === 'waiting' && desk.fits(row),
		);
		const count = isLoggedIn ? waiting.length + desk.nUnread : 0;

		document.title = `${count ? `(${count}) ` : ''}${words.title} · Fuji`;
	}

	/* A message that is being looked at needs no call. */
	#call({ kind, row }) {
		const { desk, preferences, words } = this.#app;
		const isSeen = row.id === desk.current?.id && !document.hidden;

		if (kind === 'message' && isSeen)
			return;
		const text = fill(words.news[kind], { who: row.who || row.id });

		if (kind === 'taken')
			this.#app.showNotice(text); /* what was mine is gone: nothing else on the page tells */
		else
			document.getElementById('announcement').textContent = text;
		if (preferences.get('sound'))
			this.#play(TONES_HZ[kind]);
	}

	/* The browser lets us once the agent has touched the page. */
	#play(tones) {
		this.#audio ??= new AudioContext();
		tones.forEach((hz, i) => {
			const start = this.#audio.currentTime + i * TONE_S;
			const tone = new OscillatorNode(this.#audio, { frequency: hz });
			const volume = new GainNode(this.#audio, { gain: LOUDNESS });

			volume.gain.setTargetAtTime(0, start + TONE_S / 2, TONE_S / 4);
			tone.connect(volume).connect(this.#audio.destination);
			tone.start(start);
			tone.stop(start + TONE_S * 2);
		});
	}
}
