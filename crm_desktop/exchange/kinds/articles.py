"""Articles of the answers library."""

from crm_desktop.core.i18n import N_
from crm_desktop.exchange import fields as f
from crm_desktop.exchange.fields import ImportKind, declared

_NAMES = """
number: article number | article id | id | key | 编号 | 文章编号 | 知识编号
title: question | subject | headline | name | summary | 标题 | 问题 | 主题 | 名称
body: text | answer | article | content | body | solution | resolution | 正文 | 内容 | 答案 | 解答 | 解决方案
keywords: tags | search words | key words | 关键词 | 关键字 | 标签
kind: type | category | article type | 类型 | 类别 | 分类
product: product name | item | sku | product code | 产品 | 产品名称 | 产品编号 | 商品
owner: author | written by | responsible | 负责人 | 作者 | 维护人
status: state | publication status | 状态 | 发布状态
"""
_STATES = """
draft: draft | unpublished | in work | 草稿 | 未发布
published: published | public | online | active | 已发布 | 发布 | 在用
withdrawn: withdrawn | archived | offline | retired | obsolete | 已撤下 | 下线 | 停用
"""

ARTICLES = ImportKind(
    "articles",
    N_("Articles"),
    declared(
        _NAMES,
        f.ImportField("number", N_("Number"), f.TEXT),
        f.ImportField("title", N_("Title"), f.TEXT, required=True),
        f.ImportField("body", N_("Article text"), f.LONG_TEXT),
        f.ImportField("keywords", N_("Keywords"), f.TEXT),
        f.ImportField("kind", N_("Kind"), f.CHOICE, target="case_kind"),
        f.ImportField("product", N_("Product"), f.LINK, target="products"),
        f.ImportField("owner", N_("Owner"), f.LINK, target="users"),
        f.ImportField("status", N_("Status"), f.STATE, states=f.states(_STATES)),
    ),
    ("number", "title"),
)
