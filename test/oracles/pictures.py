"""Oracle values for src/data/pictures: what Pillow 11.3 decodes, refuses and resizes.

    python -P test/oracles/pictures.py > test/oracles/pictures.json

Needs Pillow 11.3. All pictures are made up here. Files are written out in base64, pixels as the sha256 of height x width x 3 bytes. The same bytes each time with the same libjpeg and libwebp.
"""
import base64
import hashlib
import io
import json
import struct
import warnings
import zlib

from PIL import Image, ImageCms

# Large pictures are warned of before they are refused.
warnings.simplefilter("ignore")

HEIGHT, WIDTH = 13, 18


def level(x, y, c):
    """Ramps and edges; the same formula stands in test/made-up-picture.ts."""
    return (x * 7 + y * 13 + c * 29 + (x * y) % 31 * 5) % 256


def made_up(mode, height=HEIGHT, width=WIDTH):
    channels = len(Image.new(mode, (1, 1)).getbands())
    data = bytes(level(x, y, c) for y in range(height) for x in range(width) for c in range(channels))
    return Image.frombytes(mode, (width, height), data)


def encoded(image, format, **options):
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(height, width, depth, colour, channels, extra=b""):
    """A PNG file that Pillow doesn't write: any depth, any chunk."""
    row = (width * channels * depth + 7) // 8
    data = b"".join(b"\0" + bytes(level(x, y, 0) for x in range(row)) for y in range(height)) if row * height < 10**6 else b""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")


def resized_header(jpeg, height, width):
    at = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:at] + struct.pack(">HH", height, width) + jpeg[at + 4 :]


rgb, rgba = made_up("RGB"), made_up("RGBA")
palette = rgb.quantize(20)
profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
turned = Image.Exif()
turned[0x0112] = 6
jpeg = encoded(rgb, "JPEG", quality=90)
ink = encoded(made_up("CMYK"), "JPEG", quality=90)
scan = jpeg.index(b"\xff\xda")
adobe = ink.index(b"Adobe")

FILES = {
    "JPEG": jpeg,
    "JPEG, 4:2:0": encoded(rgb, "JPEG", quality=75, subsampling=2),
    "JPEG, 4:2:2, progressive": encoded(rgb, "JPEG", quality=75, subsampling=1, progressive=True),
    "JPEG, grey": encoded(made_up("L"), "JPEG"),
    "JPEG, CMYK": ink,
    "JPEG, YCCK": ink[: adobe + 11] + b"\2" + ink[adobe + 12 :],
    "JPEG, RGB inside": encoded(rgb, "JPEG", keep_rgb=True),
    "JPEG with a profile": encoded(rgb, "JPEG", icc_profile=profile),
    "JPEG that is to be turned": encoded(rgb, "JPEG", exif=turned.tobytes()),
    "JPEG with bytes between its parts": jpeg[:scan] + b"\x12\x34" + jpeg[scan:],
    "JPEG with bytes before its end": jpeg[:-2] + b"\x12\x34\x56" + jpeg[-2:],
    "JPEG with bytes after its end": jpeg + b"more" * 50,
    "JPEG of one pixel": encoded(made_up("RGB", 1, 1), "JPEG"),
    "PNG": encoded(rgb, "PNG"),
    "PNG with a profile": encoded(rgb, "PNG", icc_profile=profile),
    "PNG with a gamma": png(5, 6, 8, 2, 3, chunk(b"gAMA", struct.pack(">I", 100000))),
    "PNG, grey": encoded(made_up("L"), "PNG"),
    "PNG, grey with alpha": encoded(made_up("LA"), "PNG"),
    "PNG with alpha": encoded(rgba, "PNG"),
    "PNG, palette": encoded(palette, "PNG"),
    "PNG, palette with alpha": encoded(palette, "PNG", transparency=bytes(range(20))),
    "PNG with a transparent colour": encoded(rgb, "PNG", transparency=(0, 29, 58)),
    "PNG, 1 bit": png(5, 16, 1, 0, 1),
    "PNG, 2 bits": png(5, 16, 2, 0, 1),
    "PNG, 4 bits": png(5, 16, 4, 0, 1),
    "PNG, 16 bits": png(5, 6, 16, 2, 3),
    "PNG, 16 bits with alpha": png(5, 6, 16, 6, 4),
    "PNG, animated": encoded(rgb, "PNG", save_all=True, append_images=[rgb.rotate(180)]),
    "WebP": encoded(rgb, "WEBP"),
    "WebP, lossless": encoded(rgb, "WEBP", lossless=True),
    "WebP with alpha": encoded(rgba, "WEBP"),
    "WebP, lossless with alpha": encoded(rgba, "WEBP", lossless=True, exact=True),
    "WebP, animated": encoded(rgb, "WEBP", save_all=True, lossless=True, append_images=[rgb.rotate(180)]),
}
REFUSED = {
    "JPEG, half": jpeg[: len(jpeg) * 2 // 3],
    "JPEG with an unknown marker among its pixels": jpeg[: len(jpeg) - 150] + b"\xff\x10" + jpeg[len(jpeg) - 148 :],
    "JPEG, its beginning": jpeg[:3],
    "JPEG of 65535 x 65535": resized_header(jpeg, 65535, 65535),
    "JPEG of 65500 x 65500": resized_header(jpeg, 65500, 65500),
    "JPEG of 0 x 0": resized_header(jpeg, 0, 0),
    "PNG of 65535 x 65535": png(65535, 65535, 8, 2, 3),
    "PNG of 4294967295 x 4294967295": png(2**32 - 1, 2**32 - 1, 8, 2, 3),
    "PNG of 0 x 5": png(5, 0, 8, 2, 3),
    "PNG, half": FILES["PNG"][:200],
    "WebP of 16383 x 16383": FILES["WebP"][:26] + b"\xff\x3f\xff\x3f" + FILES["WebP"][30:],
    "WebP, half": FILES["WebP"][: len(FILES["WebP"]) // 2],
    "nothing": b"",
    "zeros": bytes(500),
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    "HTML": b"<!DOCTYPE html><title>404</title>",
}
# New sizes, height and width: shrunk, enlarged, both, one pixel, very wide, and the size that it has.
SIZES = [
    ((375, 500), (256, 256)),
    ((375, 500), (64, 64)),
    ((16, 16), (256, 256)),
    ((256, 256), (256, 256)),
    ((100, 37), (50, 99)),
    ((1, 300), (64, 64)),
    ((300, 1), (64, 64)),
    ((1, 1), (7, 5)),
    ((64, 64), (1, 1)),
    ((3, 4000), (256, 256)),
    ((4000, 3), (33, 17)),
    ((17, 31), (16, 15)),
]


def rgb_of(file):
    return Image.open(io.BytesIO(file)).convert("RGB")


def sha256(image):
    return hashlib.sha256(image.tobytes()).hexdigest()


def refuses(file):
    try:
        rgb_of(file)
    except Exception:
        return True
    return False


def base64_of(file):
    return base64.b64encode(file).decode()


assert all(refuses(file) for file in REFUSED.values())
files = [
    {"name": name, "file": base64_of(file), "height": rgb_of(file).height, "width": rgb_of(file).width, "sha256": sha256(rgb_of(file))}
    for name, file in FILES.items()
]
refused = [{"name": name, "file": base64_of(file)} for name, file in REFUSED.items()]
# To how many bytes a file may be cut before Pillow refuses it.
cuts = [
    {"name": name, "taken": [n for n in range(len(FILES[name])) if not refuses(FILES[name][:n])]}
    for name in ("JPEG", "JPEG, 4:2:2, progressive", "WebP", "WebP, lossless", "PNG")
]
resized = [
    {"from": old, "to": new, "sha256": sha256(made_up("RGB", *old).resize((new[1], new[0]), Image.BILINEAR))}
    for old, new in SIZES
]
groups = {"files": files, "refused": refused, "cuts": cuts, "resized": resized}
print("{" + ",\n".join(f'"{name}":[\n' + ",\n".join(json.dumps(row) for row in rows) + "\n]" for name, rows in groups.items()) + "}")
