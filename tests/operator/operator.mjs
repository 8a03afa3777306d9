/*
 * A small operator with TM Forum's Open APIs (v4, and v5 of its inventories), for tests: it answers as the standards say,
 * knows what a `sim:` file says (world.mjs), and is as sloppy in small things as real ones are.
 *
 * Its address ends in `/ID/FILE;OPTION=VALUE…`, FILE being `demo` or one of tests/talk: each ID
 * is an operator of its own, which begins with the first request. Its time is that of the
 * request's Date, and `ahead` ms more. What a real operator would have people do, pay and read
 * text messages, is behind /test.
 */
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { routes as givenRoutes } from './given.mjs';
import { date, product, service } from './inventory.mjs';
import { World } from './world.mjs';

const checkout = path.resolve(import.meta.dirname, '../..');
const ORDERS = { 'suspended voluntary': 'hold', 'active voluntary': 'resume', 'suspended lost': 'block',
	'active lost': 'unblock', 'active arrears': 'reconnect' };
const money = (fen) => ({ unit: 'CNY', value: fen / 100 });
const quantity = (fen) => ({ units: 'cny', amount: fen / 100 });

/* --- resources --------------------------------------------------------------------------- */

function bills(record) {
	const settled = { id: 'B0', state: 'settled', billingAccount: { id: `A${record.number}` },
		amountDue: money(4200), remainingAmount: money(0) };

	return record.owed === undefined ? [settled] : [settled, {
		id: 'B1', state: 'partiallyPaid', billingAccount: { id: `A${record.number}` },
		paymentDueDate: date(record.due), remainingAmount: money(record.owed) }];
}

function buckets(record) {
	return [{ id: 'K0', usageType: 'data', remainingValue: { amount: 2.5, units: 'GB' } },
		...(record.balance === undefined ? [] : [{ id: 'K1', usageType: 'Monetary', status: 'active',
			product: [{ id: `P${record.number}` }], remainingValue: quantity(record.balance) }])];
}

function payments(record) {
	return !record.paid ? [] : [
		{ id: 'Y0', status: 'failed', account: { id: `A${record.number}` }, totalAmount: money(1),
			paymentDate: date(record.paid.at + 1000) },
		{ id: 'Y1', status: 'done', account: { id: `A${record.number}` },
			totalAmount: money(record.paid.fen), paymentDate: date(record.paid.at) }];
}

function problems(world, region, now) {
	return world.numbers().map((number) => world.line(number, now))
		.filter((record) => record.region === region && record.holds.some((hold) => hold.cause === 'OUTAGE'))
		.map((record) => ({
			id: `O${record.number}`, status: 'inProgress', affectedLocation: [{ name: region }],
			affectedService: [{ id: `S${record.number}` }],
			creationDate: date(record.holds.find((hold) => hold.cause === 'OUTAGE').since || undefined),
			characteristic: record.repairBy &&
				[{ name: 'estimatedRepairTime', value: date(record.repairBy) }],
		}));
}

function customer(world, number) {
	const owner = world.owner(number);

	return owner && { id: `C${number}`, status: 'active',
		contactMedium: [{ mediumType: 'mobile', characteristic: { phoneNumber: owner.contact } }] };
}

/* --- orders ------------------------------------------------------------------------------ */

function order(entry, world, now) {
	const state = now >= entry.at + world.orderMs ? 'Completed' : 'inProgress';

	return { id: entry.id, externalId: entry.key, state: entry.what ? state : 'rejected',
		productOrderItem: [{ id: '1', action: 'modify' }] };
}

function takeOrder(world, body, now) {
	const [item] = body.productOrderItem;
	const named = Object.fromEntries(item.product.productCharacteristic.map(({ name, value }) => [name, value]));
	const what = ORDERS[`${item.product.status} ${named.suspensionReason}`];
	const number = item.product.id.slice(1);
	const entry = { key: body.externalId, line: number, at: now, id: 'none',
		from: body.requestedStartDate ? Date.parse(body.requestedStartDate) : 0,
		months: Number(named.suspensionMonths ?? 0) };

	if (world.accepts(number, what, now)) {
		entry.what = what;
		entry.id = `S${String(world.ledger.length + 1).padStart(8, '0')}`;
		world.ledger.push(entry);
	}
	return order(entry, world, now);
}

/* --- the server -------------------------------------------------------------------------- */

const list = (record, resource) => (record ? resource(record) : []);

/* `METHOD /resource`, and what is answered: [status, body]. */
const routes = {
	'GET /product': ({ world, query, now, version }) => [200,
		list(world.line(query.get('productSerialNumber'), now), (record) => [product(record, version)])],
	'GET /service': ({ world, id, now }) => [200, service(world.line(id.slice(1), now))],
	'GET /customerBill': ({ world, query, now }) => [200,
		list(world.line(query.get('billingAccount.id').slice(1), now), bills)],
	'GET /payment': ({ world, query, now }) => [200,
		list(world.line(query.get('account.id').slice(1), now), payments)],
	'GET /bucket': ({ world, query, now }) => [200,
		list(world.line(query.get('product.id').slice(1), now), buckets)],
	'GET /topupBalance': () => [200, []],
	'GET /serviceProblem': ({ world, query, now }) => [200,
		problems(world, query.get('affectedLocation.name'), now)],
	'GET /customer': ({ world, id }) => (customer(world, id.slice(1))
		? [200, customer(world, id.slice(1))]
		: [404, { code: '60', reason: 'Resource not found' }]),
	'GET /productOrder': ({ world, query, now }) => (world.keys === 'nothing' ? [501, {}] : [200,
		world.ledger.filter((entry) => entry.key === query.get('externalId'))
			.map((entry) => order(entry, world, now))]),
	'POST /productOrder': ({ world, body, now }) => {
		const before = world.keys === 'honoured' && world.ledger.find(({ key }) => key === body.externalId);
		const taken = before ? order(before, world, now) : takeOrder(world, body, now);

		return world.happens('lose') ? [500, { code: '1', reason: 'lost' }] : [201, taken];
	},
	'POST /code': ({ world, body, now }) => {
		world.sendCode(body.number, body.to, now);
		return [202, { number: body.number }];
	},
	'POST /verification': ({ world, body, now }) => [200,
		{ number: body.number, result: world.verify(body.number, body, now) }],
	'POST /hub': ({ world, body }) => {
		world.callbacks.push(body.callback);
		return [201, { id: `H${world.callbacks.length}`, callback: body.callback }];
	},
	'POST /test/payment': ({ world, body, now }) => {
		if (!world.line(body.line, now))
			return [404, {}];
		world.ledger.push({ what: 'payment', line: body.line, fen: body.fen, at: now });
		return [201, {}];
	},
	'GET /test/sms': ({ world }) => [200, world.sms],
	...givenRoutes,
	'POST /test/token': () => [200, { access_token: 'a-token', token_type: 'Bearer', expires_in: 3600 }],
};

/* `/ID/FILE;code=135790/tmf-api/…/product/P1?…`; which world, which route, which id. */
function locate(url) {
	const [, id, place, ...rest] = decodeURIComponent(url.pathname).split('/');
	const [file, ...options] = place.split(';');
	const at = rest.at(-1) === 'hub' ? rest.length - 1 : rest.findIndex((part, i) => routes[`GET /${rest.slice(i).join('/')}`] ||
		routes[`POST /${rest.slice(i).join('/')}`] || routes[`GET /${part}`]);

	return { id, file, options: Object.fromEntries(options.map((option) => option.split('='))),
		resource: rest[at] === 'test' ? `test/${rest[at + 1]}` : rest[at], key: rest[at + 1] };
}

async function read(request) {
	const parts = [];

	for await (const part of request)
		parts.push(part);
	const text = Buffer.concat(parts).toString();

	if (request.headers['content-type'] === 'application/x-www-form-urlencoded')
		return Object.fromEntries(new URLSearchParams(text));
	return text ? JSON.parse(text) : undefined;
}

/* --- what may go wrong ------------------------------------------------------------------- */

const HUGE = Buffer.alloc(20 * 1024 * 1024, ' ');
const SLOW_MS = 30_000;

/* Ways not to answer. Each takes the response, and the answer that it spoils. */
export const FAULTS = {
	'black hole': () => {},
	'30 s': (response, answer) => { setTimeout(() => response.end(answer), SLOW_MS).unref(); },
	reset: (response, answer) => {
		response.writeHead(200, { 'Content-Length': answer.length });
		response.write(answer.slice(0, 1), () => response.socket.resetAndDestroy());
	},
	half: (response, answer) => {
		response.writeHead(200, { 'Content-Length': answer.length });
		response.write(answer.slice(0, answer.length / 2), () => response.socket.end());
	},
	500: (response) => { response.writeHead(500).end('{}'); },
	'wrong JSON': (response) => { response.end('{"id":'); },
	'20 MB': (response) => { response.end(HUGE); },
};

export const REFUSED = 'refused'; /* of the whole server, whatever is asked for */

export class Operator {
	#server;
	#scheme;
	#port = 0;
	#worlds = new Map();
	requests = []; /* `GET /product`, as they came, with their world */
	ahead = 0;
	fault; /* { below, spoil }: of FAULTS, for what lies below that path */
	answer; /* a test's own: ({ route, world, … }) => [status, body], or undefined; or a promise of it */

	/* Over TLS with these options of node:tls, if there are any. */
	static async start(tls) {
		const operator = new Operator();
		const serve = (request, response) => {
			operator.#serve(request, response).catch((error) => {
				response.writeHead(500).end(String(error));
			});
		};

		operator.#scheme = tls ? 'https' : 'http';
		operator.#server = tls ? https.createServer(tls, serve) : http.createServer(serve);
		await operator.accept();
		return operator;
	}

	/* Is there again, where it was. */
	async accept() {
		await new Promise((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
		this.#port = this.#server.address().port;
	}

	/* Connections are refused from now on. */
	async refuse() {
		this.#server.closeAllConnections();
		await new Promise((resolve) => this.#server.close(resolve));
	}

	/* Fails in that way, one of FAULTS below that path or REFUSED, until it is mended. */
	async break(fault, below) {
		if (fault === REFUSED)
			await this.refuse();
		else
			this.fault = { below, spoil: FAULTS[fault] };
	}

	async mend() {
		this.fault = undefined;
		if (!this.#server.listening)
			await this.accept();
	}

	get address() { return `${this.#scheme}://127.0.0.1:${this.#port}`; }
	world(id) { return this.#worlds.get(id); }

	/* One that knows what another file says: its FILE is any word then. */
	open(id, file, options) {
		this.#worlds.set(id, new World(file, options, Date.now()));
		return this.world(id);
	}

	stop() { return this.refuse(); }

	#worldOf({ id, file, options }, now) {
		const name = file === 'demo' ? 'bot/carriers/demo.yaml' : `tests/talk/${file}`;

		if (!this.#worlds.has(id))
			this.#worlds.set(id, new World(path.join(checkout, name), options, now));
		return this.#worlds.get(id);
	}

	async #serve(request, response) {
		const url = new URL(request.url, this.address);
		const place = locate(url);
		const now = Date.parse(request.headers.date ?? new Date()) + this.ahead;
		const world = this.#worldOf(place, now);
		const route = `${request.method} /${place.resource}`;
		const asked = { route, path: url.pathname, world, now, id: place.key, version: url.pathname.includes('/v5/') ? 5 : 4, query: url.searchParams,
			body: await read(request), headers: request.headers };
		const fails = !place.resource?.startsWith('test/') && world.happens('fail');

		this.requests.push({ ...asked, place: place.id });
		const [code, body] = await this.answer?.(asked) ?? (fails ? [503, {}] : undefined) ??
			routes[route]?.(asked) ?? [404, { code: '60', reason: route }];

		response.setHeader('Content-Type', 'application/json');
		if (this.fault && url.pathname.includes(this.fault.below)) {
			this.fault.spoil(response, Buffer.from(JSON.stringify(body)));
		} else {
			response.statusCode = code;
			response.end(JSON.stringify(body));
		}
	}
}
