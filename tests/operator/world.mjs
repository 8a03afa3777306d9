/*
 * What the operator of the tests knows: the file of a `sim:` (bot/carriers/README.md), moved on
 * by time, payments and orders. Money is whole fen, time is ms since 1970.
 */
import { readFileSync } from 'node:fs';
import { randomInt } from 'node:crypto';
import { parse } from 'yaml';
import { given } from './given.mjs';

const UNITS = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const CODE_LIFE_MS = 5 * UNITS.m;
const ARREARS = ['ARREARS_OUT', 'ARREARS_FULL', 'CREDIT_LIMIT'];
const STEPS = ['ARREARS_OUT', 'ARREARS_FULL', 'PRE_CANCEL', 'CANCELLED'];
const ELSEWHERE = ['OUTAGE', 'ACCOUNT_LOCK', 'DEVICE_SIDE'];

const fen = (amount) => (amount === undefined ? undefined : Math.round(Number(amount) * 100));

/* `in 3h`, `20m ago` */
function time(text, now) {
	const [, ahead, n, unit] = /^(in )?(\d+)([mhd])/.exec(text);

	return now + (ahead ? 1 : -1) * Number(n) * UNITS[unit];
}

const when = (text, now) => (text === undefined ? undefined : time(text, now));

export class World {
	#options;
	#owners;
	#lines;
	#opened;
	#codes = new Map(); /* by number */
	ledger = []; /* payments and orders as they came */
	sms = [];
	given = given(); /* by resource */
	callbacks = []; /* whom the hubs tell */

	constructor(file, options, now) {
		const root = parse(readFileSync(file, 'utf8'), { schema: 'failsafe' });

		this.#options = { order_ms: 30_000, restore_ms: 60_000, ...options };
		this.#opened = now;
		this.#owners = new Map(root.owners.map((owner) => [owner.name, owner]));
		this.#lines = new Map(root.lines.map((line) => [line.number, { ...root.defaults, ...line }]));
	}

	get restoreMs() { return Number(this.#options.restore_ms); }
	/* What the key of an order is to it: `honoured`, `found` when asked for, or `nothing`. */
	get keys() { return this.#options.keys ?? 'found'; }
	get orderMs() { return Number(this.#options.order_ms); }
	get hasExtras() { return this.#options.extras === '1'; }
	happens(what) { return Math.random() < Number(this.#options[what] ?? 0); }

	owner(number) { return this.#owners.get(this.#lines.get(number)?.owner); }
	numbers() { return [...this.#lines.keys()]; }

	/* The line as it is now; undefined when there is none. */
	line(number, now) {
		const line = this.#lines.get(number);

		if (!line)
			return undefined;
		const record = {
			number,
			carrier: line.carrier, province: line.province, region: line.region,
			owed: fen(line.owed), balance: fen(line.balance),
			paid: line.paid && { fen: fen(line.paid.amount), at: time(line.paid.at, this.#opened) },
			due: when(line.due, this.#opened), cancel: when(line.cancel, this.#opened),
			repairBy: when(line.repair_by, this.#opened),
			contractEnd: when(line.contract_end, this.#opened),
			holds: [],
		};
		const holds = (line.holds ?? []).map((hold) => ({
			cause: hold.cause,
			since: when(hold.since, this.#opened) ?? 0,
			until: when(hold.until, this.#opened) ?? Infinity,
		}));

		this.#charge(line, record, holds, now);
		record.holds = holds.filter((hold) => hold.since <= now && now < hold.until);
		for (const entry of this.ledger.filter((each) => each.line === number)) {
			if (entry.what === 'payment')
				this.#takePayment(record, holds, entry, now);
			else
				this.#doOrder(record, entry, now);
		}
		return record;
	}

	/* The balance falls day by day, and below nothing is owed; a line that is held costs nothing. */
	#charge(line, record, holds, now) {
		const until = Math.min(now, ...holds.map((hold) => hold.since));

		if (!line.fee || until < this.#opened)
			return;
		const left = (record.balance ?? 0) - Math.floor((until - this.#opened) / UNITS.d) * fen(line.fee);

		record.balance = Math.max(left, 0);
		record.owed = Math.max(-left, 0);
	}

	#takePayment(record, holds, entry, now) {
		const owed = Math.max(record.owed ?? 0, 0);
		const settled = Math.min(entry.fen, owed);

		record.paid = { fen: entry.fen, at: entry.at };
		if (owed > 0)
			record.owed = owed - settled;
		if (entry.fen > settled)
			record.balance = (record.balance ?? 0) + entry.fen - settled;
		/* Who has paid all in time is not stopped for not paying later. */
		if (record.owed === 0 &&
			!holds.some((hold) => hold.cause === 'PRE_CANCEL' && hold.since <= entry.at))
			record.holds = record.holds.filter((hold) => !(STEPS.includes(hold.cause) && hold.since > entry.at));
		if (now >= entry.at + this.restoreMs)
			drop(record, ...(record.owed > 0 ? [] : ARREARS));
	}

	#doOrder(record, entry, now) {
		const done = entry.at + this.orderMs;

		if (now < done)
			return;
		if (entry.what === 'resume')
			drop(record, 'VOLUNTARY_HOLD');
		else if (entry.what === 'unblock')
			drop(record, 'LOST');
		else if (entry.what === 'block')
			add(record, 'LOST', done);
		else if (entry.what === 'hold' && now >= entry.from)
			add(record, 'VOLUNTARY_HOLD', Math.max(entry.from, done));
		else if (entry.what === 'reconnect')
			drop(record, 'SYSTEM_FAULT', ...(record.owed > 0 ? [] : ARREARS));
	}

	/* A hold needs a line that works, its end one without arrears; a line is blocked once. */
	accepts(number, what, now) {
		const record = this.line(number, now);
		const has = (...causes) => record.holds.some((hold) => causes.includes(hold.cause));

		switch (record && what) {
		case 'hold': return record.holds.every((hold) => ELSEWHERE.includes(hold.cause));
		case 'resume': return has('VOLUNTARY_HOLD') && !has(...ARREARS);
		case 'block': return !has('LOST', 'CANCELLED');
		case 'unblock': return has('LOST');
		case 'reconnect': return !(record.owed > 0);
		default: return false;
		}
	}

	/* --- who is asking --------------------------------------------------------------- */

	/* An unknown number is answered like a known one. */
	sendCode(number, to, now) {
		const code = this.#options.code ?? String(randomInt(1_000_000)).padStart(6, '0');
		const owner = this.owner(number);

		if (!owner)
			return;
		this.#codes.set(number, { code, until: now + CODE_LIFE_MS });
		this.sms.push({ number: to === 'contact' ? owner.contact : number, text: `验证码 ${code}`, at: now });
	}

	verify(number, { method, secret, ownerName }, now) {
		const owner = this.owner(number);
		const line = this.#lines.get(number);
		const sent = this.#codes.get(number);

		if (!owner)
			return 'wrong';
		if (method === 'sms_code') {
			if (sent?.code !== secret)
				return 'wrong';
			this.#codes.delete(number);
			return now < sent.until ? 'passed' : 'expired';
		}
		if (method === 'service_password')
			return line.password_locked !== 'true' && owner.password === secret ? 'passed' : 'wrong';
		return owner.name === ownerName && owner.id_tail === secret ? 'passed' : 'wrong';
	}
}

function drop(record, ...causes) {
	record.holds = record.holds.filter((hold) => !causes.includes(hold.cause));
}

function add(record, cause, since) {
	record.holds.push({ cause, since });
}
