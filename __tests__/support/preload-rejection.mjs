// A fault of our own in mid-run: a promise that nobody looks after.
setTimeout(() => void Promise.reject(new Error('a fault of our own')), 600);
