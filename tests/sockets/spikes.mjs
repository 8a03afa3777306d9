/*
 * Beside a history of quiet weeks many write at once: the desks are told, and again after a restart.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { quietWeeks, startFuji } from './fuji.mjs';

const TRIES = 6; /* each with the patience of a client */

let fuji;

before(async () => { fuji = await startFuji({ data: await quietWeeks() }); });
after(() => fuji.stop());

/* On the board, or told later. */
async function spikeAt(desk) {
	const isSpike = ({ topic, region }) => topic === 'intent suspension_cause' && region === 'unknown';

	desk.send({ type: 'desk.board' });
	for (let i = 1; ; i++) {
		try {
			const { spikes } = await desk.waitFor((frame) => frame.spikes?.some(isSpike));

			return spikes.find(isSpike);
		} catch (error) {
			if (i === TRIES)
				throw error;
		}
	}
}

test('when many write about one thing at once, the desks are told', async () => {
	const desk = await fuji.desk();
	const begun = Date.now();

	desk.send({ type: 'desk.board' });
	assert.deepEqual((await desk.waitFor(({ type }) => type === 'board')).spikes, []);
	await fuji.crowd(12);
	const { since, most, usual } = await spikeAt(desk);

	assert.ok(Date.parse(since) >= begun && Date.parse(since) <= Date.now());
	assert.ok(most >= 6 && usual < 3);
});

test('a spike that goes on is found again after a restart', async () => {
	const { data } = fuji;

	await fuji.stop();
	fuji = await startFuji({ data });
	await spikeAt(await fuji.desk());
});
