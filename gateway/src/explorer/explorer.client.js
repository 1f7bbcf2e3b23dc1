// Runs in the browser, as it is: the page around GraphiQL with the persona and the examples.

const personaChoice = document.getElementById('persona');
const exampleChoice = document.getElementById('example');
const description = document.getElementById('description');
const statusLine = document.getElementById('status');
const address = new URL(location.href);

/** The access token lives in this variable only, and is signed anew when the page loads. */
let token = '';

self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_moduleId, label) =>
    ({
      editorWorkerService: '/explorer/worker-editor.js',
      json: '/explorer/worker-json.js',
      graphql: '/explorer/worker-graphql.js',
    })[label],
};

async function readJson(path, body) {
  const response = await fetch(path, body ? postOf(body) : undefined);
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

function postOf(body, headers = {}) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
}

async function signIn() {
  const answer = await readJson('/development/token', { persona: personaChoice.value });
  token = answer.token;
}

async function runOperation({ query, variables, operationName }, options = {}) {
  const send = () =>
    fetch(
      '/graphql',
      postOf({ query, variables, operationName }, { ...options.headers, authorization: `Bearer ${token}` }),
    );
  let response = await send();
  if (response.status === 401) {
    await signIn();
    response = await send();
  }
  return response.json();
}

function fillSelect(select, options) {
  select.replaceChildren(
    ...options.map(({ value, text }) => Object.assign(document.createElement('option'), { value, text })),
  );
}

function showPersona(personas, examples) {
  const chosen = personas.find(({ name }) => name === personaChoice.value);
  const theirs = examples.filter((example) => example.personas.includes(chosen.name));
  fillSelect(
    exampleChoice,
    theirs.map(({ name, title }) => ({ value: name, text: title })),
  );
  const wanted = address.searchParams.get('example');
  if (theirs.some(({ name }) => name === wanted)) exampleChoice.value = wanted;
  description.textContent = chosen.description;
}

function renderGraphiql(examples) {
  const example = examples.find(({ name }) => name === exampleChoice.value);
  self.YogaGraphiQL.renderYogaGraphiQL(document.getElementById('graphiql'), {
    title: 'Channelgraph',
    fetcher: runOperation,
    // GraphiQL keeps what is typed in the address, so that a reload does not lose it.
    query: address.searchParams.get('query') ?? example?.query ?? '{ viewer { displayName } }',
  });
}

async function start() {
  const [{ personas }, { examples }] = await Promise.all([
    readJson('/development/personas'),
    readJson('/explorer/examples.json'),
  ]);
  fillSelect(
    personaChoice,
    personas.map(({ name }) => ({ value: name, text: name })),
  );
  const wanted = address.searchParams.get('persona');
  if (personas.some(({ name }) => name === wanted)) personaChoice.value = wanted;
  showPersona(personas, examples);
  personaChoice.addEventListener('change', () => {
    showPersona(personas, examples);
    signIn().then(() => tell(`Queries now run as ${personaChoice.value}.`), explain);
  });
  await signIn();
  renderGraphiql(examples);
}

document.getElementById('open-example').addEventListener('submit', (event) => {
  event.preventDefault();
  const search = new URLSearchParams({ persona: personaChoice.value, example: exampleChoice.value });
  location.assign(`/?${search}`);
});

document.getElementById('copy-token').addEventListener('click', () => {
  navigator.clipboard
    .writeText(token)
    .then(
      () => tell(`The token of ${personaChoice.value} is in the clipboard; it is valid for one hour.`),
      explain,
    );
});

function tell(text) {
  statusLine.textContent = text;
}

function explain(error) {
  tell(`That did not work: ${error.message}`);
}

start().catch((error) => tell(`The explorer could not start: ${error.message}`));
