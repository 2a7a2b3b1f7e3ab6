"""The catalogue's lists as they stand until a department approves its own: names as national guides write them.

The first level of the topics is that of the State Council's catalogue; below it stands what a department of natural
resources needs. They are proposals: the department confirms or replaces them by a case.
"""

from __future__ import annotations

TOPIC = """\
organs 国务院组织机构
affairs 综合政务
  affairs-openness 政务公开
  affairs-documents 文秘工作
  affairs-inspection 政务督查
  affairs-other 其他综合政务
economy 国民经济管理、国有资产监管
  economy-planning 经济社会发展规划
  economy-statistics 统计
finance 财政、金融、审计
  finance-budgets 预算、决算
  finance-funds 专项资金
resources 国土资源、能源
  resources-planning 国土空间规划
  resources-registration 自然资源调查和确权登记
  resources-farmland 耕地保护
  resources-land 土地利用和市场
  resources-minerals 矿产资源
  resources-geology 地质勘查和灾害防治
  resources-restoration 生态修复
  resources-sea 海洋
  resources-surveying 测绘地理信息
farming 农业、林业、水利
industry 工业、交通
trade 商贸、海关、旅游
market 市场监管、安全生产监管
building 城乡建设、环境保护
science 科技、教育
  science-projects 科技项目和标准
culture 文化、广电、新闻出版
health 卫生、体育
population 人口与计划生育、妇女儿童工作
labour 劳动、人事、监察
  labour-personnel 人事工作
security 公安、安全、司法
welfare 民政、扶贫、救灾
peoples 民族、宗教
foreign 对外事务
compatriots 港澳台侨工作
defence 国防
other 其他
"""

# Documents of a genre below "policy" are policy documents: an important one goes public with its interpretation (D4).
GENRE = """\
policy 政策文件
  rule 规章
  normative 规范性文件
  measures 办法、规定
  opinion 意见
  plan 规划、计划
order 命令（令）
decision 决定
announcement 公告
public-notice 通告
notice 通知
circular 通报
reply 批复
letter 函
minutes 纪要
statistics 统计
law 法律法规
other 其他
"""
POLICY = "policy"

AUDIENCE = """\
citizens 公民
  citizens-owners 不动产权利人
  citizens-farmers 农村居民
  citizens-applicants 应聘和考试人员
organisations 企业和其他组织
  organisations-mining 矿山企业
  organisations-land 用地单位
  organisations-surveying 测绘单位
  organisations-finance 金融机构
government 国家机关
everybody 社会公众
"""

# The grounds of a class stand below the code of that class (of the regulation on disclosure).
GROUND = """\
on_request 依申请公开
  on-request-scope 不属于主动公开范围（条例第十九条、第二十条）
  on-request-applicant 只涉及特定申请人（条例第二十七条）
withheld 不予公开
  withheld-secret 国家秘密（条例第十四条）
  withheld-law 法律、行政法规禁止公开（条例第十四条）
  withheld-stability 公开后可能危及国家安全、公共安全、经济安全、社会稳定（条例第十四条）
  withheld-business 商业秘密（条例第十五条）
  withheld-privacy 个人隐私（条例第十五条）
  withheld-internal 内部事务信息（条例第十六条）
  withheld-process 过程性信息（条例第十六条）
  withheld-enforcement 行政执法案卷信息（条例第十六条）
"""

INDEX_NUMBER = "{org}/{year}-{serial:05}"

BY_SCHEME = {
    "topic": TOPIC,
    "genre": GENRE,
    "audience": AUDIENCE,
    "ground": GROUND,
    "index_number": INDEX_NUMBER,
}
