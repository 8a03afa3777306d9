/*
 * The way to an operator whose certificate only an authority of its own vouches for, and that lets
 * in nobody without one. All certificates are made here, and are good for a day.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { runFuji } from '../sockets/fuji.mjs';
import { Operator } from './operator.mjs';

let folder;
let operator;

const file = (name) => path.join(folder, name);

/* `name`.pem and `name`.key, signed by `by`, or by itself. */
function certify(name, by, ...more) {
	execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
		'-days', '1', '-subj', `/CN=${name}`, '-keyout', file(`${name}.key`), '-out', file(`${name}.pem`),
		...(by ? ['-CA', file(`${by}.pem`), '-CAkey', file(`${by}.key`)] : []),
		...more.flatMap((extension) => ['-addext', extension])], { stdio: 'ignore' });
}

before(async () => {
	folder = mkdtempSync(path.join(os.tmpdir(), 'fuji-tls-'));
	certify('authority');
	certify('stranger');
	certify('operator', 'authority', 'subjectAltName=IP:127.0.0.1', 'basicConstraints=critical,CA:FALSE');
	certify('fuji', 'authority', 'basicConstraints=critical,CA:FALSE');
	certify('impostor', 'stranger', 'basicConstraints=critical,CA:FALSE');
	operator = await Operator.start({ key: readFileSync(file('operator.key')), cert: readFileSync(file('operator.pem')),
		ca: readFileSync(file('authority.pem')), requestCert: true, rejectUnauthorized: true });
});
after(async () => {
	await operator.stop();
	rmSync(folder, { recursive: true });
});

/* A look-up with these. How many requests came, and what was said of it. */
async function look({ authority, certificate, host = '127.0.0.1' }) {
	const env = {
		...(authority && { FUJI_CARRIER_AUTHORITY: file(`${authority}.pem`) }),
		...(certificate && { FUJI_CARRIER_CERTIFICATE: file(`${certificate}.pem`), FUJI_CARRIER_KEY: file(`${certificate}.key`) }),
	};
	const url = `tmf:${operator.address.replace('127.0.0.1', host)}/w/demo`;

	operator.requests.length = 0;
	return { ...await runFuji(['carrier', 'check', url, '--line', '13800000003'], { env }), n: operator.requests.length };
}

test('each knows the other by a certificate of the authority', async () => {
	const { code, stdout, n } = await look({ authority: 'authority', certificate: 'fuji' });

	assert.equal(code, 0, stdout);
	assert.match(stdout, /held by +ARREARS_FULL/);
	assert.ok(n > 3);
});

const nothing = {
	'without our certificate the operator lets nobody in': { authority: 'authority' },
	'nor with one that somebody else has signed': { authority: 'authority', certificate: 'impostor' },
	'an operator whom this machine does not trust is told nothing': { certificate: 'fuji' },
	'nor one whom another authority vouches for': { authority: 'stranger', certificate: 'fuji' },
	'nor one that has the certificate of another name': { authority: 'authority', certificate: 'fuji', host: 'localhost' },
};

for (const [what, how] of Object.entries(nothing)) {
	test(what, async () => {
		const { code, stdout, n } = await look(how);

		assert.notEqual(code, 0);
		assert.match(stdout, /did not answer/);
		assert.equal(n, 0);
	});
}
