/*
 * What is promised, the program that tries to break it, and what it says when it could not.
 *
 * `says` is filled with the figures that the program printed: lines of `name number`, with commas
 * between. It fails when the promise is broken, and its figures must name what `says` asks for.
 * `daily` and `long` are its settings in a short run and before a release. `red` names faults that
 * were planted to see that it notices them.
 */
const node = (file) => `node --test ${file}`;

export const promises = [
	{
		name: 'kills',
		promise: 'What was acknowledged outlives the end of the server at any moment, once, unchanged and in its place.',
		command: node('tests/sockets/crash.mjs'),
		red: 'answers leave without their COMMIT; a client id is not looked up and not unique; who comes back is told from one message too far on',
		daily: { KILLS: 30 },
		long: { KILLS: 2000 },
		says: '{kills} times kill -9 under load, {acked} messages acknowledged, {open} of them under way at a kill: {lost} lost, {doubled} twice, '
			+ '{holes} holes, {backwards} out of order, {changed} changed.',
	},
	{
		name: 'power',
		promise: 'Nor does a power cut take back what was acknowledged, or leave anything half.',
		command: 'build/tests/fault/power_loss IMAGES',
		daily: { IMAGES: 300 },
		long: { IMAGES: 2000 },
		says: '{images} power cuts, what was not synced yet torn or left out at random: {lost} lost an acknowledged batch, {broken} were broken.',
	},
	{
		name: 'blind',
		promise: 'The test before this one would see a loss.',
		command: 'build/tests/fault/power_loss --synchronous=normal',
		says: 'With a store that is weakened on purpose {lost} of {images} power cuts lost acknowledged batches, {most lost} at most.',
	},
	{
		name: 'disk',
		promise: 'Whatever write, cut or sync of a file fails, nothing acknowledged is lost and nothing refused is found half.',
		command: 'build/tests/fault/failing_disk',
		says: '{operations} operations failed, one in each run, once or until healed: {lost} lost, {half} half.',
	},
	{
		name: 'memory',
		promise: 'Whichever allocation fails, an event is refused and taken when it comes again, or the server ends with one sentence; nothing is half.',
		command: 'build/tests/fault/no_memory SAMPLES',
		red: 'what an event wrote stays when it fails',
		daily: { SAMPLES: 20 },
		long: { SAMPLES: 1000 },
		says: '{failures} allocations failed, one in each run: {refused} refused or done without, {ended} ended the process; the store was each time as if '
			+ 'nothing had failed.',
	},
	{
		name: 'full',
		promise: 'On a full disk nobody is told that his message is stored when it is not, and all goes on once there is room.',
		command: node('tests/sockets/disk_full.mjs'),
		says: '{acknowledged} messages acknowledged before, on and after a full disk: {lost} lost.',
	},
	{
		name: 'orders',
		promise: 'An order to the operator is given once, whatever is lost on the way.',
		command: node('tests/sockets/orders.mjs'),
		red: 'the operator is given another key at each try',
		daily: { ORDERS: 60 },
		long: { ORDERS: 1000 },
		says: '{orders} orders among {kills} times kill -9, an operator who fails one call in ten and loses three answers in ten: '
			+ '{confirmed} confirmed, each once in his books; {handed} handed to a person; none twice.',
	},
	{
		name: 'operator orders',
		promise: 'So it is over TM Forum\'s APIs, whatever a key is to the operator; what nobody can tell is with a person, who is told so.',
		command: node('tests/operator/orders.mjs'),
		daily: { ORDERS: 60, KILLS: 5 },
		long: { ORDERS: 1000, KILLS: 50 },
		says: '{orders} orders among {kills} times kill -9, at operators that honour keys, that can only be asked for them, and that can do neither: '
			+ '{confirmed} confirmed, each once in their books; {handed} handed to a person, {doubtful} of them in doubt; none twice.',
	},
	{
		name: 'operator faults',
		promise: 'Whichever of an operator\'s APIs fails, and however: who meets it hears an honest word, and nothing is stuck once it is mended.',
		command: node('tests/operator/faults.mjs'),
		daily: { MATRIX: 0 },
		long: { MATRIX: 1 },
		says: '{faults} faults; the slowest word came after {slowest word} ms; beside them the p99 of others was {others slower} times that without '
			+ 'a fault at the same time, {middle fault slower} times in the median of the faults.',
	},
	{
		name: 'operator unheard',
		promise: 'What an operator or a gateway is given while nobody waits is there once when it can be had again, whatever failed, and over a restart.',
		command: node('tests/operator/unheard.mjs'),
		daily: { MATRIX: 0 },
		long: { MATRIX: 1 },
		says: '{faults} faults, {things} tickets, entries of the log and text messages, each there once; the p99 of others was {others slower} times that '
			+ 'without a fault at the same time, {middle fault slower} times in the median of the faults.',
	},
	{
		name: 'cases',
		promise: 'A case is with one person only, and where it was last shown to be.',
		command: node('tests/sockets/handoff.mjs'),
		daily: { KILLS: 15 },
		long: { KILLS: 200 },
		says: '{kills} times kill -9 while agents claimed {claimed} cases, passed {transferred} on, closed {closed} and wrote {written} messages: {faults} faults.',
	},
	{
		name: 'lines',
		promise: 'What a subscriber says over a line that breaks is said once, in order, and shown as it is kept.',
		command: node('tests/sockets/faults.mjs'),
		daily: { FAULTS: 60 },
		long: { FAULTS: 1000 },
		says: '{messages} messages over lines that were cut, went deaf or fell silent {faults} times, and {said among them} more with {kills} times kill -9 '
			+ 'among the faults: each there once, in order.',
	},
	{
		name: 'directline',
		promise: 'So it is with Microsoft\'s own client of Direct Line.',
		command: node('tests/directline/conformance.mjs'),
		daily: { CLOSES: 100 },
		long: { CLOSES: 1000 },
		says: '{messages} messages, {closes} closed sockets: none lost, none twice, the order kept.',
	},
	{
		name: 'streams',
		promise: 'And so it is for that client when its streams go deaf or fall silent, and the server is killed.',
		command: node('tests/directline/faults.mjs'),
		daily: { FAULTS: 60 },
		long: { FAULTS: 1000 },
		says: '{messages} messages of two versions of it, {faults} faults of their streams, {kills} times kill -9: each there once, in order.',
	},
	{
		name: 'desk',
		promise: 'An agent\'s desk that loses its line shows what the server has, and sends each reply once.',
		command: node('tests/browser/rough.mjs'),
		daily: { DISCONNECTS: 50 },
		long: { DISCONNECTS: 500 },
		says: '{disconnections} lost lines, {replies} replies: each sent once.',
	},
	{
		name: 'flood',
		promise: 'One address that begins conversations without end is refused, and a visitor beside it notices nothing.',
		command: node('tests/sockets/strangers.mjs'),
		daily: { FLOOD: 1500 },
		long: { FLOOD: 10_000 },
		says: '{conversations} begun from one address, {refused} refused with the time to wait.',
	},
	{
		name: 'abuse',
		promise: 'Who is slow on purpose, does not read or says far too much is cut or made to wait, and visitors beside him notice nothing.',
		command: node('tests/reliability/abuse.mjs'),
		daily: { DRIPS: 50, BODIES: 20, DEAF: 20, FLOODERS: 5 },
		long: { DRIPS: 500, BODIES: 200, DEAF: 200, FLOODERS: 20, PAGE_ROWS: 12, PAGE_MS: 500, ROUNDS: 60, RATIO: 1.5 },
		says: '{drips} heads and {bodies} bodies that dripped were cut in time, {deaf} that did not read at their bound; the p99 of {messages} messages beside '
			+ 'them was {slower} times that of before, none was refused, and {grown} KiB more memory were in use.',
	},
	{
		name: 'walks',
		promise: 'However somebody talks, nothing is ordered without proof and consent, and before proof no number is told from another.',
		command: 'build/tests/walks/walks --walks WALKS --seed $(date +%s)',
		red: 'an order is carried out under a key that was seen before',
		daily: { WALKS: 300 },
		long: { WALKS: 20_000 },
		says: '{walks} conversations at random through all errands, {orders} orders: {broken} broke a rule.',
	},
	{
		name: 'soak',
		promise: 'Neither memory nor open files grow while it serves.',
		command: node('tests/reliability/soak.mjs'),
		daily: { SOAK_SECONDS: 60 },
		long: { SOAK_SECONDS: 1800, SOAK_RATE: 1000 },
		says: '{turns} turns of 1,000 subscribers in {seconds} seconds, all answered; in the second half {grown} KiB more resident memory, {files} more open files.',
	},
];
