"""Drives a TwelveLabs API with the official SDK for Python, as drive-node.mjs does. Prints one JSON line per step."""

import json
import os
import time
import urllib.request

from twelvelabs import TwelveLabs
from twelvelabs.core.api_error import ApiError
from twelvelabs.indexes import IndexesCreateRequestModelsItem

VIDEO_URL = os.environ["VIDEO_URL"]
VIDEO_FILE = os.environ["VIDEO_FILE"]
CONTROL_URL = os.environ["CONTROL_URL"]
POLL_SECONDS = 0.05
client = TwelveLabs(api_key="tlk_sdk")
models = [IndexesCreateRequestModelsItem(model_name="marengo3.0", model_options=["visual", "audio"])]
state = {"tasks": [], "videos": [], "assets": [], "items": []}


def ids(page):
    return [row.id for row in page]


def assert_equal(actual, expected):
    assert actual == expected, f"{actual!r} instead of {expected!r}"


def assert_count(list_rows, expected):
    """Every row of a list once, whatever the size of a page."""
    for page_limit in (1, 2, 50):
        assert_equal(sorted(ids(list_rows(page_limit))), sorted(expected))


def assert_fails(call, status, code=""):
    try:
        call()
    except ApiError as error:
        assert_equal(error.status_code, status)
        assert code in str(error.body), f"{error.body} lacks {code}"
    else:
        raise AssertionError("the request succeeded")


def wait_for(retrieve):
    for _ in range(200):
        item = retrieve()
        if item is not None and item.status == "ready":
            return item
        assert item is None or item.status != "failed", "it failed"
        time.sleep(POLL_SECONDS)
    raise AssertionError("it does not become ready")


def set_options(**options):
    request = urllib.request.Request(f"{CONTROL_URL}/options", json.dumps(options).encode(), method="PATCH")
    urllib.request.urlopen(request).close()


def indexes():
    state["index"] = client.indexes.create(index_name="sdk-python", models=models, addons=["thumbnail"]).id
    assert_equal(ids(client.indexes.list(index_name="sdk-python")), [state["index"]])
    client.indexes.update(state["index"], index_name="sdk-python-renamed")
    index = client.indexes.retrieve(state["index"])
    assert_equal((index.index_name, index.video_count, index.models[0].model_name), ("sdk-python-renamed", 0, "marengo3.0"))
    assert_fails(lambda: client.indexes.create(index_name="sdk-python-renamed", models=models), 409, "index_name_already_exists")


def create_tasks():
    sources = (
        {"video_url": f"{VIDEO_URL}/red-bicycle.mp4"},
        {"video_file": open(VIDEO_FILE, "rb")},
        {"video_url": f"{VIDEO_URL}/blue-bicycle.mp4", "user_metadata": json.dumps({"team": "news"})},
    )
    for source in sources:
        created = client.tasks.create(index_id=state["index"], **source)
        task = client.tasks.wait_for_done(created.id, sleep_interval=POLL_SECONDS)
        assert_equal((task.status, task.video_id, task.index_id), ("ready", created.video_id, state["index"]))
        assert task.system_metadata.duration > 0
        assert_equal(task.hls.status, "COMPLETE")
        state["tasks"].append(created.id)
        state["videos"].append(task.video_id)


def list_tasks():
    index = state["index"]
    assert_count(lambda limit: client.tasks.list(index_id=index, page_limit=limit), state["tasks"])
    assert_equal(ids(client.tasks.list(index_id=index, filename="red-bicycle.mp4")), state["tasks"][:1])
    assert_equal(ids(client.tasks.list(index_id=index, status=["failed", "queued"])), [])
    assert_equal(ids(client.tasks.list(index_id=index, sort_by="created_at", sort_option="asc")), state["tasks"])


def failed_task():
    created = client.tasks.create(index_id=state["index"], video_url=f"{VIDEO_URL}/page.html")
    assert_equal(client.tasks.wait_for_done(created.id, sleep_interval=POLL_SECONDS).status, "failed")
    client.tasks.delete(created.id)
    assert_fails(lambda: client.tasks.retrieve(created.id), 404, "resource_not_exist")


def create_assets():
    sources = (
        {"method": "url", "url": f"{VIDEO_URL}/green.mp4", "filename": "green-python.mp4", "user_metadata": '{"team":"sport"}'},
        {"method": "direct", "file": open(VIDEO_FILE, "rb"), "enable_hls": True, "enable_thumbnail": True},
    )
    for source in sources:
        created = client.assets.create(**source)
        asset = wait_for(lambda: client.assets.retrieve(created.id))
        assert_equal((asset.id, asset.method, asset.file_type), (created.id, source["method"], "video/mp4"))
        assert asset.technical_metadata.duration > 0
        state["assets"].append(created.id)
    assert_equal(ids(client.assets.list(filename="GREEN-PYTHON")), state["assets"][:1])


def asset_metadata():
    asset = state["assets"][0]
    assert_equal(client.assets.retrieve(asset).user_metadata, {"team": "sport"})
    client.assets.update_user_metadata(asset, user_metadata={"year": 2026})
    assert_equal(client.assets.retrieve(asset).user_metadata, {"team": "sport", "year": 2026})
    client.assets.replace_user_metadata(asset, user_metadata={"tags": ["a", "b"]})
    assert_equal(client.assets.retrieve(asset).user_metadata, {"tags": ["a", "b"]})
    client.assets.delete_user_metadata(asset)
    assert_equal(client.assets.retrieve(asset).user_metadata or {}, {})


def retrieve_or_none(asset):
    try:
        return client.assets.retrieve(asset)
    except ApiError:
        return None


def multipart():
    uploaded = client.multipart_upload.upload_file(VIDEO_FILE, filename="parts-python.mp4", batch_size=2)
    asset = wait_for(lambda: retrieve_or_none(uploaded.asset_id))
    assert_equal((asset.method, asset.filename), ("multipart", "parts-python.mp4"))
    state["assets"].append(uploaded.asset_id)
    opened = client.multipart_upload.create(filename="open.mp4", type="video", total_size=200_000)
    more = client.multipart_upload.get_additional_presigned_urls(opened.upload_id, start=1, count=2)
    assert_equal(len(more.upload_urls), 2)
    parts = list(client.multipart_upload.get_status(opened.upload_id))
    assert_equal((len(parts), parts[0].status), (opened.total_chunks, "pending"))
    assert opened.upload_id in [row.upload_id for row in client.multipart_upload.list_incomplete_uploads()]


def index_assets():
    for place, asset in enumerate(state["assets"]):
        metadata = {"color": "green" if place == 0 else "gray", "place": place}
        created = client.indexes.indexed_assets.create(state["index"], asset_id=asset, user_metadata=metadata)
        item = wait_for(lambda: client.indexes.indexed_assets.retrieve(state["index"], created.id))
        assert_equal((item.asset_id, item.user_metadata), (asset, metadata))
        state["items"].append(created.id)


def find_by_metadata():
    items = state["items"]

    def find(**metadata):
        return ids(client.indexes.indexed_assets.list(state["index"], user_metadata=metadata, page_limit=50))

    set_options(metadataFilter=["brackets"])
    assert_equal(find(color="green"), items[:1])
    assert_equal(find(color="gray", place=1), items[1:2])
    assert_equal(find(color="purple"), [])
    set_options(metadataFilter=["bare", "brackets", "json"])
    assert_count(
        lambda limit: client.indexes.indexed_assets.list(state["index"], page_limit=limit, status=["ready"]),
        items + state["videos"],
    )


def change_indexed_asset():
    index, item, asset = state["index"], state["items"].pop(0), state["assets"].pop(0)
    client.indexes.indexed_assets.update(index, item, user_metadata={"color": None, "note": "new"})
    assert_equal(client.indexes.indexed_assets.retrieve(index, item).user_metadata, {"place": 0, "note": "new"})
    uses = [(use.id, use.index.id) for use in client.indexes.indexed_assets.list_by_asset(asset)]
    assert_equal(uses, [(item, index)])
    assert_fails(lambda: client.assets.delete(asset), 409)
    client.indexes.indexed_assets.delete(index, item)
    assert_fails(lambda: client.indexes.indexed_assets.retrieve(index, item), 404)
    client.assets.delete(asset)
    assert_fails(lambda: client.assets.retrieve(asset), 404)


def videos():
    index, found = state["index"], state["videos"]
    assert_count(lambda limit: client.indexes.videos.list(index, page_limit=limit), found + state["items"])
    client.indexes.videos.update(index, found[0], user_metadata={"team": "news"})
    video = client.indexes.videos.retrieve(index, found[0])
    assert_equal((video.user_metadata, video.system_metadata.filename), ({"team": "news"}, "red-bicycle.mp4"))
    # Other than for indexed assets, both SDKs send the pairs as parameters of their own here.
    set_options(metadataFilter=["bare"])
    news = client.indexes.videos.list(index, user_metadata={"team": "news"})
    assert_equal(sorted(ids(news)), sorted([found[0], found[2]]))
    set_options(metadataFilter=["bare", "brackets", "json"])
    assert_fails(lambda: client.tasks.delete(state["tasks"][1]), 400, "task_cannot_be_deleted")
    client.indexes.videos.delete(index, found[1])
    client.tasks.delete(state["tasks"][1])
    assert_fails(lambda: client.indexes.videos.retrieve(index, found[1]), 404)


def search():
    found = state["videos"]
    query = {"index_id": state["index"], "query_text": "red bicycle", "search_options": ["visual", "audio"]}
    items = list(client.search.query(**query, page_limit=1, include_user_metadata=True))
    assert_equal([item.video_id for item in items], [found[0], found[2]])
    assert_equal((items[0].rank, items[0].start, items[1].user_metadata), (1, 0, {"team": "news"}))
    assert_equal([item.id for item in client.search.query(**query, group_by="video")], [found[0], found[2]])
    assert_equal(len(list(client.search.query(**query, filter=json.dumps({"id": [found[2]]})))), 1)


def errors():
    assert_fails(lambda: client.indexes.retrieve("f" * 24), 404, "resource_not_exist")
    assert_fails(lambda: client.tasks.list(page_limit=51), 400, "parameter_invalid")
    set_options(foreignIds=["e" * 24])
    assert_fails(lambda: client.indexes.retrieve("e" * 24), 403, "read_not_allowed")
    set_options(apiKeys=["other"])
    assert_fails(lambda: client.indexes.retrieve(state["index"]), 401, "api_key_invalid")
    set_options(apiKeys=None)


def rate_limit():
    limit = {"perMinute": None, "perDay": 0, "mediaMinutesPerHour": None, "mediaMinutesPerDay": None}
    set_options(rateLimits=limit, uploadRateLimits=limit)
    link = f"{VIDEO_URL}/late.mp4"
    assert_fails(lambda: client.tasks.create(index_id=state["index"], video_url=link), 429, "too_many_requests")
    assert_fails(lambda: client.assets.create(method="url", url=link), 429, "too_many_requests")
    set_options(rateLimits=None, uploadRateLimits=None)


def delete_index():
    client.indexes.delete(state["index"])
    assert_fails(lambda: client.indexes.retrieve(state["index"]), 404)


STEPS = {
    "create, find and rename an index": indexes,
    "create tasks of a link and a file, and wait for them": create_tasks,
    "list and filter tasks": list_tasks,
    "report why a task failed": failed_task,
    "create assets of a link and a file": create_assets,
    "change the metadata of an asset": asset_metadata,
    "upload a file in parts": multipart,
    "index assets with metadata": index_assets,
    "find indexed assets by metadata": find_by_metadata,
    "change and delete an indexed asset": change_indexed_asset,
    "list, change and delete videos": videos,
    "search": search,
    "tell errors apart": errors,
    "meet a rate limit": rate_limit,
    "delete the index": delete_index,
}

for name, run in STEPS.items():
    problem = None
    try:
        run()
    except Exception as error:  # Any error is a finding.
        problem = f"{type(error).__name__}: {error}"
    print(json.dumps({"name": name, "problem": problem}), flush=True)
