from hashlib import sha256

from horarium.web.assets import PREFIX, htmx_path, load_assets


def test_the_address_of_a_file_changes_with_its_content():
    asset = load_assets()["app.css"]

    digest = sha256(asset.path.read_bytes()).hexdigest()
    assert asset.url == f"{PREFIX}app.css?v={digest[:8]}"


def test_htmx_comes_from_its_own_package():
    asset = load_assets()["htmx.min.js"]

    assert asset.path == htmx_path()
    assert b"htmx" in asset.path.read_bytes()[:200]


def test_scripts_and_styles_have_a_type_that_browsers_accept():
    assets = load_assets()

    assert assets["live.js"].media_type.startswith("text/javascript")
    assert assets["app.css"].media_type.startswith("text/css")
    assert assets["icon.svg"].media_type == "image/svg+xml"
