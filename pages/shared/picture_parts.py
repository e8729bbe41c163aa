"""Pictures of one record on its page: what is there, one more, and where a picture was used before."""

from functools import partial
from uuid import UUID

import streamlit as st

from db import images, pictures
from db.images import Photograph
from db.pictures import Double
from db.rights import Actor
from db.vocabulary import Duty
from pages.shared import loading, saving, texts
from pages.shared.typed import safe

MEGABYTES = images.MOST_BYTES // 1024**2
WHO_SEES = (
    "不加也可以。照片会缩小并重新生成，拍摄地点、时间和手机信息都会去掉；加密保存12个月，只有本支部能看到，并放进工作手册。"
    "拍到别人正脸的，请先征得同意。"
)


def words(double: Double) -> str:
    """Return where a picture stands as well."""
    how = "相同" if double.is_same else "很像"
    if double.title is None or double.day is None:
        return "有照片和其他支部用过的相同"
    return f"有照片和{texts.day(double.day)}“{double.title}”里的{how}"


def show_doubles(doubles: tuple[Double, ...]) -> None:
    """Say below a record that its pictures stand elsewhere too. Only the branch itself is told."""
    if doubles:
        said = "；".join(words(double) for double in doubles)
        st.caption(safe(f"▲ {said}。请核对，用错了可以删去；没有用错就不用管。"))


def show(actor: Actor, duty: Duty, record_id: int) -> None:
    """Draw what was last saved in this box, the pictures of a record of an open month, and the field to add one."""
    # The page's own notice may be out of sight.
    saving.show_notice()
    there = loading.load(pictures.contents, actor=actor, duty=duty, record_id=record_id)
    st.markdown(f"**照片**（{len(there)}/{pictures.MOST}）")
    for n, shown in enumerate(there, 1):
        st.image(shown.content, caption=f"第{n}张")
        st.button(
            f"删去第{n}张", **saving.once(f"picture_{shown.id}", _remove, actor, shown.id), type="tertiary"
        )
    if len(there) < pictures.MOST:
        _field(actor, duty, record_id, len(there))


def _field(actor: Actor, duty: Duty, record_id: int, n: int) -> None:
    # A new field after each picture: one that holds a file cannot be emptied.
    key = f"picture_{duty.value}_{record_id}_{n}"
    st.file_uploader(
        "选一张照片",
        type=["jpg", "jpeg", "png", "webp"],
        key=key,
        max_upload_size=MEGABYTES,
        label_visibility="collapsed",
    )
    st.caption(WHO_SEES)
    st.button("保存照片", **saving.once(f"save_{key}", _add, actor, duty, record_id, key))


def _add(actor: Actor, duty: Duty, record_id: int, key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        saving.refuse("请先选一张照片，再保存。")
        return
    saving.save(
        pictures.add,
        actor=actor,
        duty=duty,
        record_id=record_id,
        prepare=partial(_prepared, file.getvalue()),
        done="照片已保存。",
    )


def _prepared(content: bytes) -> dict[str, Photograph]:
    return {"photograph": images.drawn_anew(content)}


def _remove(actor: Actor, picture_id: UUID) -> None:
    saving.save(pictures.remove, actor=actor, picture_id=picture_id, done="照片已删去。")
