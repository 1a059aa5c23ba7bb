// A backend of Etsy's StatsD server for tests. It answers each line on stdin with
// one line of JSON on stdout: "packets" is how many datagrams have come, "flush"
// ends the interval and gives its figures. The server stops at stdin's end.
'use strict';

let packets = 0;

// What is no finite number becomes "Infinity" or "NaN", which JSON does not have.
const reply = (value) => process.stdout.write(JSON.stringify(value, (key, v) =>
  typeof v === 'object' || Number.isFinite(v) ? v : String(Number(v))) + '\n');

const commands = {
  packets: () => reply(packets),
  // The server flushes when its process ends; telling it so makes it flush now.
  flush: () => process.emit('exit', 0),
};

exports.init = (startupTime, config, events) => {
  events.on('packet', () => { packets++; });
  events.on('flush', (timestamp, metrics) => reply({
    counters: metrics.counters,
    counter_rates: metrics.counter_rates,
    gauges: metrics.gauges,
    timers: metrics.timer_data,
    sets: Object.fromEntries(Object.entries(metrics.sets).map(([key, set]) => [key, set.size()])),
  }));
  require('readline').createInterface({ input: process.stdin })
    .on('line', (line) => commands[line]())
    .on('close', () => process.exit(0));
  return true;
};
