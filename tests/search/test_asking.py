from __future__ import annotations

import pytest

from search.asking import is_question


@pytest.mark.parametrize(
    "typed",
    [
        "夫妻一方经营个体工商户所欠债务，谁偿还？",
        "离婚怎么办",
        "口头变更劳动合同有效吗",
        "建设用地使用权合同应该采取何种形式订立",
        "产品侵权找哪个法院起诉？",
        "城市房屋拆迁怎么补偿",
    ],
)
def test_own_words_are_a_question(typed: str) -> None:
    assert is_question(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "采矿权", "使用 征收 渔业资源 保护费 办法 增殖", "汕头经济特区警务工作的管理",
        "不动产登记", "中华人民共和国土地管理法", "矿产资源开采登记管理办法",
        "城镇土地使用税暂行条例(2019修订)",
        "《民法典》关于保证的内容是什么", "山东省的农机补贴怎么领", "洛阳市的垃圾怎么分类", "国务院怎么规定节假日的",
        "国务院令第653号", "岭自然资规〔2026〕8号说了什么", "自然资源部关于采矿权的通知讲什么", "tudiguanlifa", "",
    ],
)  # fmt: skip
def test_what_names_something_is_none(typed: str) -> None:
    assert not is_question(typed)
