"""Pipelines and stages: every pipeline with its stages in order, each opened to be changed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from crm_desktop.core.i18n import N_, language, tr
from crm_desktop.core.viewer import ADMINISTER
from crm_desktop.models.dictionary import OPEN, name_in
from crm_desktop.queries.stages import PipelineView, StageView, pipelines
from crm_desktop.ui.detail_content import Line
from crm_desktop.ui.details.opportunity import share
from crm_desktop.ui.forms.pipeline import open_pipeline_form, open_stage_form
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.rights import against
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.theme import Role
from crm_desktop.ui.theme.tokens import Space
from crm_desktop.ui.widgets.buttons import Button
from crm_desktop.ui.widgets.labels import Label, section_heading
from crm_desktop.ui.widgets.line_button import LineButton


class PipelinesSection(QWidget):
    """Lists the pipelines with their stages; every change shows at once."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self.theme = context, context.theme
        self._reason = against(context.background, ADMINISTER)
        self._list: QWidget | None = None
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._scroll)
        context.feed.subscribe(self, ("pipeline", "stage"), lambda _changes: self.read())
        self.read()

    def read(self) -> None:
        """Read the pipelines again."""
        self._context.background.read(self, pipelines, self._on_read)

    def _on_read(self, found: Sequence[PipelineView]) -> None:
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(self.theme.px(Space.XL), 0, self.theme.px(Space.XL), self.theme.px(Space.XL))
        column.setSpacing(self.theme.px(4))
        for pipeline in found:
            self._add_pipeline(column, pipeline)
        if self._reason:
            column.addWidget(Label(self.theme, self._reason, Role.BODY, colour="text2", wrap=True))
        else:
            column.addWidget(
                self._button(N_("Add a pipeline"), partial(open_pipeline_form, self._context, self.window(), None))
            )
        column.addStretch(1)
        self._scroll.setWidget(self._list)
        # A scroll area paints the ground of what it is given.
        self._list.setAutoFillBackground(False)

    def _add_pipeline(self, column: QVBoxLayout, pipeline: PipelineView) -> None:
        name = name_in(language(), pipeline.name_en, pipeline.name_zh)
        head = QHBoxLayout()
        head.addWidget(section_heading(self.theme, Plain(name)), 1)
        if not self._reason:
            head.addWidget(
                self._button(
                    N_("Edit"), partial(open_pipeline_form, self._context, self.window(), pipeline.id), "pencil"
                )
            )
        column.addLayout(head)
        for stage in pipeline.stages:
            line = LineButton(self.theme, self._line(stage))
            line.clicked.connect(partial(self._open_stage, pipeline.id, stage.id))
            column.addWidget(line)
        if not self._reason:
            column.addWidget(
                self._button(
                    N_("Add a stage"), partial(open_stage_form, self._context, self.window(), pipeline.id, None)
                )
            )
        column.addSpacing(self.theme.px(12))

    def _line(self, stage: StageView) -> Line:
        told = []
        if stage.stall_days and stage.outcome == OPEN:
            told.append(tr("stalled after {count} days", count=stage.stall_days))
        if stage.needs:
            told.append(tr("conditions: {count}", count=len(stage.needs.split())))
        if stage.checklist:
            told.append(tr("to tick: {count}", count=len(stage.checklist.splitlines())))
        name = name_in(language(), stage.name_en, stage.name_zh)
        leads = "" if self._reason else stage.id
        return Line("stage", leads, name, " · ".join(told), share(stage.probability_e6))

    def _open_stage(self, pipeline_id: str, stage_id: str) -> None:
        if not self._reason:
            open_stage_form(self._context, self.window(), pipeline_id, stage_id, self.read)

    def _button(self, word: str, opened: "partial[None]", icon: str = "plus") -> Button:
        button = Button(self.theme, word, kind="quiet", icon=icon, height=28)
        button.clicked.connect(lambda: opened(self.read))
        return button


def make(context: PageContext) -> QWidget:
    """The section."""
    return PipelinesSection(context)
