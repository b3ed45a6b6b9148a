// What somebody writes who takes MQTT.js: MQTT 5, and a session that outlives the program, so that nothing is missed while it is away.
// Prints each thing that happens as a line of JSON.
//
//   node subscriber.js PORT CLIENT
'use strict';

const { createHash } = require('node:crypto');
const mqtt = require('mqtt');

const [port, clientId] = process.argv.slice(2);
const client = mqtt.connect({
  host: '127.0.0.1',
  port: Number(port),
  protocolVersion: 5,
  clientId,
  clean: false,
  properties: { sessionExpiryInterval: 3600 },
});

// Set before the connection is there: a session may hold messages that come with the welcome.
client.on('message', (topic, payload, packet) => say({
  topic,
  retained: packet.retain,
  payload: payload.toString('base64'),
  sha256: createHash('sha256').update(payload).digest('hex'),
  user: packet.properties?.userProperties ?? {},
  expiry: packet.properties?.messageExpiryInterval ?? null,
}));

client.on('connect', async (welcome) => {
  if (!welcome.sessionPresent)
    await client.subscribeAsync('birbcam/#', { qos: 1 });
  say({ ready: true, session: welcome.sessionPresent });
});

client.on('error', (failure) => {
  console.error(failure.message);
  process.exit(1);
});

function say(what) {
  console.log(JSON.stringify(what));
}
