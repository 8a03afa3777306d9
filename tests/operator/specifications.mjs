/*
 * What we ask of an operator is what the specifications allow, and what they give as answers we can read: both held against
 * TM Forum's own files by Stoplight's Prism, which nothing else here needs.
 *
 * Only where $TMF_SPECS names the folder of the files (tmforum-apis/TMFnnn_…) and $PRISM one in which
 * `npm install @stoplight/prism-cli@5.14` was done.
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji } from '../sockets/fuji.mjs';
import { Operator } from './operator.mjs';

const { TMF_SPECS, PRISM } = process.env;
const skip = TMF_SPECS && PRISM ? false : 'TMF_SPECS and PRISM are not set';
const TALKS = ['lines', 'orders', 'suspend_line', 'tickets'];
const VERSION5 = '?mapping=tests/operator/version5.yaml';
/* What stands before the resources, and whose file that is. */
const APIS = {
	'productInventory/v4': 'TMF637', 'productInventory/v5': 'TMF637', 'serviceInventory/v5': 'TMF638', 'customerManagement/v4': 'TMF629',
	'accountManagement/v4': 'TMF666', 'customerBillManagement/v4': 'TMF678', 'prepayBalanceManagement/v4': 'TMF654',
	'payment/v4': 'TMF676', 'serviceProblemManagement/v4': 'TMF656', 'productOrderingManagement/v4': 'TMF622',
	'troubleTicket/v4': 'TMF621', 'partyInteraction/v4': 'TMF683', 'communicationManagement/v4': 'TMF681',
};

let operator;
let prism;
const operations = {};

before(async () => {
	if (skip)
		return;
	const need = createRequire(path.join(PRISM, 'none.js'));
	const { createInstance, getHttpOperationsFromSpec } = need('@stoplight/prism-http');
	const quiet = { info() {}, warn() {}, error() {}, debug() {}, trace() {}, success() {}, child: () => quiet };

	for (const [api, number] of Object.entries(APIS)) {
		const file = readdirSync(TMF_SPECS).find((name) => name.startsWith(`${number}-`) && name.includes(`-${api.split('/')[1]}`));

		operations[api] = await getHttpOperationsFromSpec(path.join(TMF_SPECS, file));
	}
	prism = createInstance({ mock: { dynamic: false }, validateRequest: true, validateResponse: true, checkSecurity: false,
		errors: false, isProxy: false }, { logger: quiet });
	operator = await Operator.start();
});
after(() => operator?.stop());

/* The file's answer to a request of ours, and where that breaks it. */
async function judge({ route, path: where, query, body, headers }) {
	const [, api, resource] = /\/(?:tmf-api\/)?(\w+\/v[45])(\/.*)$/.exec(where) ?? [];
	const request = { method: route.split(' ')[0].toLowerCase(), url: { path: resource, query: Object.fromEntries(query) }, headers, body };
	const result = await prism.request(request, operations[api])();

	assert.equal(result._tag, 'Right', `${route}: ${result.left}`);
	return { api, answer: result.right.output, violations: result.right.validations.input };
}

const isTheirs = ({ path: where }) => !/\/identity\/|\/test\//.test(where);

test('no request breaks the specifications', { skip }, async () => {
	for (const name of TALKS) {
		const { code, stderr } = await runFuji(['test', '--carrier', `tmf:${operator.address}`, `tests/talk/${name}.talk`]);

		assert.equal(code, 0, stderr);
	}
	await runFuji(['test', '--carrier', `tmf:${operator.address}${VERSION5}`, 'tests/talk/lines.talk']);
	await runFuji(['sms', 'check', '--to', '13800000003', '--sms-url', 'operator', '--carrier', `tmf:${operator.address}/w/demo;extras=1`]);
	const asked = operator.requests.filter(isTheirs);
	const apis = {};

	for (const request of asked) {
		const { api, violations } = await judge(request);

		assert.deepEqual(violations, [], `${request.route} ${request.query}`);
		apis[api] = (apis[api] ?? 0) + 1;
	}
	console.log(`${asked.length} requests, 0 violations:`, apis);
	assert.equal(Object.keys(apis).length, Object.keys(APIS).length - 1); /* accounts: only where causes stand there */
});

test('one that lacks what is required is found', { skip }, async () => {
	const { violations } = await judge({ route: 'POST /troubleTicket', path: '/tmf-api/troubleTicket/v4/troubleTicket',
		query: new URLSearchParams(), headers: { 'content-type': 'application/json' }, body: { description: 'x' } });

	assert.ok(violations.length > 0);
});

/* They are of nobody's line, so that they are read, and nothing of them is told. */
test('the answers that the specifications give are read', { skip }, async () => {
	let n = 0;

	operator.answer = async (request) => {
		if (!isTheirs(request))
			return undefined;
		const { answer } = await judge(request);

		n++;
		return [answer.statusCode, answer.body];
	};
	for (const mapping of ['', VERSION5]) {
		const { code, stdout } = await runFuji(['carrier', 'check', `tmf:${operator.address}/w/demo${mapping}`, '--line', '13800000003']);

		assert.ok([0, 1, 3].includes(code), stdout);
		assert.doesNotMatch(stdout, /no JSON|no list/);
	}
	operator.answer = undefined;
	assert.ok(n > 0);
});
