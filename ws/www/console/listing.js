/*
 * What all desks see alike: the cases that wait or are in hand, the teams and the agents.
 *
 * A snapshot and a board, and what has changed since. A change may overtake the page that it
 * belongs to, so everything is kept with the version that it is of, and the newer one stays.
 */
class Newest {
	values = new Map();
	#versions = new Map();

	put(key, value, version) {
		if (version < (this.#versions.get(key) ?? 0))
			return;
		this.#versions.set(key, version);
		this.values.set(key, value);
	}
}

const FOLDERS = ['cases', 'teams', 'agents'];

export class Listing {
	tags = new Map(); /* names by language, by id */
	spikes = []; /* that go on */
	#spikesVersion = 0;
	#now = emptyFolders();
	#fresh = null; /* what is being read, until nothing of it is awaited */
	#awaited = new Set();
	#version = 0;
	#ask;

	/** `ask(frame)` puts a question on the wire. */
	constructor(ask) {
		this.#ask = ask;
	}

	get cases() {
		return this.#now.cases.values;
	}

	get teams() {
		return this.#now.teams.values;
	}

	get agents() {
		return this.#now.agents.values;
	}

	/** True while something is awaited. */
	get isReading() {
		return this.#fresh !== null;
	}

	/** All anew, also after a reconnection: a server that was restarted counts anew. */
	refresh() {
		this.#fresh = emptyFolders();
		this.#awaited = new Set(['snapshot', 'board']);
		this.#version = this.#spikesVersion = 0;
		this.#ask({ type: 'desk.snapshot' });
		this.#ask({ type: 'desk.board' });
	}

	takeSnapshot({ version, cases, more }) {
		for (const each of cases)
			this.#fresh?.cases.put(each.id, each, version);
		this.#version = Math.max(this.#version, version);
		if (more)
			this.#ask({ type: 'desk.snapshot', after: more });
		else
			this.#arrived('snapshot');
	}

	takeBoard({ version, teams, tags, spikes, agents }) {
		this.tags = new Map(tags.map(({ id, name }) => [id, name]));
		this.#putSpikes(spikes, version);
		for (const team of teams)
			this.#fresh?.teams.put(team.id, team, version);
		for (const agent of agents)
			this.#fresh?.agents.put(agent.name, agent, version);
		this.#version = Math.max(this.#version, version);
		this.#arrived('board');
	}

	takeCase({ version, case: changed }) {
		this.#change('cases', changed.id, changed, version);
	}

	takeTeam({ version, team }) {
		this.#change('teams', team.id, team, version);
	}

	takeAgent({ version, agent }) {
		this.#change('agents', agent.name, agent, version);
	}

	takeSpikes({ version, spikes }) {
		this.#putSpikes(spikes, version);
		this.#passed(version);
	}

	#putSpikes(spikes, version) {
		if (version < this.#spikesVersion)
			return;
		this.spikes = spikes;
		this.#spikesVersion = version;
	}

	#arrived(part) {
		this.#awaited.delete(part);
		if (this.#awaited.size || !this.#fresh)
			return;
		this.#now = this.#fresh;
		this.#fresh = null;
	}

	#change(folder, key, value, version) {
		this.#now[folder].put(key, value, version);
		this.#fresh?.[folder].put(key, value, version);
		this.#passed(version);
	}

	/* A change that was not seen lies in a hole. */
	#passed(version) {
		const isHole = !this.#fresh && version > this.#version + 1;

		this.#version = Math.max(this.#version, version);
		if (isHole)
			this.refresh();
	}
}

function emptyFolders() {
	return Object.fromEntries(FOLDERS.map((name) => [name, new Newest()]));
}
