"""Where in the script of a scam a conversation stands: P0 to P7, only ever upwards (Handbook 2.2, DOMAIN 2.2.1).

    P0 gathering data → P1 claiming an identity → P2 a pretext → P3 moving elsewhere
    → P4 asking for credentials → P5 money moves → P6 more money, threats → P7 covering up

A jump over two stages or more weighs more: who asks for a code without a pretext has brought it along.
"""

from itertools import pairwise

from kedun.guard.lexicon.model import Text

__all__ = ["STAGES", "advance", "name"]

STAGES: tuple[Text, ...] = (
    Text("取数：套问订单与客户信息", "Gathering data: drawing out orders and customers' details"),
    Text("建立身份：自称官方、店铺、快递或机关", "Claiming an identity: official, shop, courier or authority"),
    Text("制造由头：赔付、扣费、违规、冻结、中奖", "A pretext: compensation, charges, violations, freezing, prizes"),
    Text("转移阵地：站外好友、会议软件、下载、扫码", "Moving elsewhere: outside chat, meeting app, download, code"),
    Text("套取凭证：卡号、密码、验证码、人脸、屏幕", "Asking for credentials: card, password, code, face, screen"),
    Text("资金动作：转账、贷款、代付、礼品卡、数币", "Money moves: transfer, loan, proxy payment, gift card, coin"),
    Text("追加恐吓：操作失误、卡单、再转一笔才能退", "More money, threats: “one more transfer and it is released”"),
    Text("收尾灭迹：删记录、撤回、拉黑、二次诈骗", "Covering up: deleting records, blocking, a second scam"),
)
"""What each stage is, in words."""


def name(stage: int) -> str | None:
    """The code of a stage, or None before any.

    >>> name(4), name(-1)
    ('P4', None)
    """
    return f"P{stage}" if stage >= 0 else None


def advance(stage: int, met: set[int]) -> tuple[int, bool]:
    """The stage after a message in which stages were met, and whether one was jumped over.

    >>> advance(1, {2}), advance(1, {4}), advance(5, {2}), advance(-1, {1, 2, 3, 4})
    ((2, False), (4, True), (5, False), (4, False))
    """
    top = max(met, default=-1)
    if top <= stage:
        return stage, False
    steps = sorted({stage, *(step for step in met if step > stage)})
    gaps = [later - earlier for earlier, later in pairwise(steps)]
    jumped = max(gaps) > 2 if stage >= 0 else top > 2 and len(met) == 1
    return top, jumped
