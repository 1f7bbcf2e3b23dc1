// Loaded before a measured program: tells its processor time and memory to the process that started it.
import process from 'node:process';

process.on('message', (question) => {
  if (question !== 'usage') return;
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1024 / 1024 });
});
process.channel?.unref();
