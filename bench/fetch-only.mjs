// The baseline of a run: one submission with nothing but Node, and the IDs on standard output.
const form = new FormData();
form.set('index_id', process.env.INPUT_INDEX_ID);
form.set('video_url', process.env.INPUT_VIDEO_URL);
form.set('enable_video_stream', 'true');
form.set('user_metadata', '{}');

const response = await fetch(`${process.env.INPUT_API_URL}/tasks`, {
  method: 'POST',
  headers: { 'x-api-key': process.env.INPUT_API_KEY },
  body: form,
});
if (!response.ok) throw new Error(`HTTP ${response.status}`);
const task = await response.json();
console.log(`task_id=${task._id}`);
console.log(`video_id=${task.video_id}`);
