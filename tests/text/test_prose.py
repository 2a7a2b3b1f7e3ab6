import pytest

from portal.text.prose import name_at_end


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("按照国办发", "国办发"),
        ("我院以法", "法"),
        ("日国务院", "国务院"),
        ("日市人民政府京政发", "京政发"),
        ("和与国发", "国发"),
        ("自然资源部", "自然资源部"),
        ("由自然资源部", "自然资源部"),
        ("对外贸易部", "对外贸易部"),
        ("国家数据局", "国家数据局"),
        ("", ""),
    ],
)
def test_words_before_the_name_are_cut_off_and_names_stay_whole(text, name):
    assert name_at_end(text) == name
