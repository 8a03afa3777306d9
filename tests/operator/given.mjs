/*
 * What an operator of the tests is given under keys of its client, where it has the option `extras`: tickets (TMF621),
 * entries of the log of talks (TMF683) and text messages (TMF681). Unless it honours keys, what is given twice it has twice.
 */
const KINDS = {
	troubleTicket: { by: 'externalId', key: (thing) => thing.externalId, state: 'status', states: ['acknowledged', 'Resolved'] },
	partyInteraction: { by: 'interactionItem.id', key: (thing) => thing.interactionItem[0].id, state: 'status', states: ['completed', 'completed'] },
	communicationMessage: { by: 'description', key: (thing) => thing.description, state: 'state', states: ['inProgress', 'completed'] },
};

/* As it stands now: `at` is ours alone. */
function print({ state, states }, { at, ...thing }, { world, now }) {
	return { ...thing, [state]: states[Number(now >= at + world.orderMs)] };
}

function give(name, asked) {
	const { world, body, now } = asked;
	const kind = KINDS[name];
	const things = world.given[name];
	const before = world.keys === 'honoured' && things.find((thing) => kind.key(thing) === kind.key(body));
	const thing = before || { id: `${name[0].toUpperCase()}${things.length + 1}`, ...body, at: now };

	if (!before)
		things.push(thing);
	if (name === 'communicationMessage' && !before)
		world.sms.push(...body.receiver.map(({ phoneNumber }) => ({ number: phoneNumber, text: body.content, at: now })));
	return world.happens('lose') ? [500, { code: '1', reason: 'lost' }] : [201, print(kind, thing, asked)];
}

function find(name, asked) {
	const { world, query } = asked;
	const kind = KINDS[name];

	return world.keys === 'nothing' ? [501, {}] : [200, world.given[name]
		.filter((thing) => kind.key(thing) === query.get(kind.by)).map((thing) => print(kind, thing, asked))];
}

const none = [404, { code: '60', reason: 'no such resource' }];

export const given = () => Object.fromEntries(Object.keys(KINDS).map((name) => [name, []]));

export const routes = Object.fromEntries(Object.keys(KINDS).flatMap((name) => [
	[`POST /${name}`, (asked) => (asked.world.hasExtras ? give(name, asked) : none)],
	[`GET /${name}`, (asked) => (asked.world.hasExtras ? find(name, asked) : none)],
]));
