"""add-person, reset-password."""

import argparse
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from db import engine, organisations, people, questionnaires, set_up
from db.commands.edge import operator, organisation_named, say
from db.models import Organisation
from db.vocabulary import Role

if TYPE_CHECKING:
    from db.commands.edge import Commands

OF_THE_DISTRICT = (Role.DISTRICT, Role.ADMIN)


def add(commands: "Commands") -> None:
    """Add the commands of this group."""
    roles = "、".join(f"{role.value} {role.label}" for role in Role)
    new = commands.add_parser(
        "add-person",
        help="添加一个账号",
        description="添加一个账号，显示一次性密码。数据库里还没有区时，第一个district或admin账号同时建立本区。",
    )
    new.add_argument("--username", required=True, help="用户名")
    new.add_argument("--name", required=True, help="姓名")
    new.add_argument("--role", required=True, choices=[role.value for role in Role], help=roles)
    new.add_argument("--organisation", required=True, metavar="NAME", help="所在组织的名称")
    new.add_argument("--password", help="首次密码（首次登录须修改）；不写则自动生成")
    new.set_defaults(run=add_person)
    reset = commands.add_parser(
        "reset-password", help="重置密码", description="重置一个账号的密码，解除锁定，并退出它的所有登录。"
    )
    reset.add_argument("--username", required=True, help="用户名")
    reset.set_defaults(run=reset_password)


def add_person(args: argparse.Namespace) -> None:
    """Add an account and print its first password once."""
    now, role = engine.now(), Role(args.role)
    with engine.transaction() as session:
        is_first = role in OF_THE_DISTRICT and organisations.district(session) is None
        if is_first:
            place = _set_up(session, args.organisation, now)
        else:
            place = organisation_named(session, name=args.organisation)
        made = people.add_person(
            session,
            actor=operator(),
            username=args.username,
            name=args.name,
            role=role,
            organisation_id=place.id,
            password=args.password,
            now=now,
        )
        set_up.close_links(session, now=now)
    if is_first:
        say(f"已建立1个区：{place.name}。")
    say(f"已添加1个账号：{made.username}，{role.label}，{place.name}。")
    if not args.password:
        say(f"一次性密码：{made.password}")


def _set_up(session: Session, name: str, now: datetime) -> Organisation:
    district = organisations.set_up_district(session, actor=operator(), name=name, now=now)
    questionnaires.install_defaults(session, now=now)
    return district


def reset_password(args: argparse.Namespace) -> None:
    """Give an account a new first password and print it once."""
    with engine.transaction() as session:
        made = people.reset_password(session, actor=operator(), username=args.username, now=engine.now())
    say(f"已重置1个账号的密码：{made.username}。", f"一次性密码：{made.password}")
