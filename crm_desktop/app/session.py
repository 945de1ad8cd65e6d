"""One company open in one window: everything that belongs to it, wired together."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject

from crm_desktop.app import commands
from crm_desktop.app.acting_user import ActingUser
from crm_desktop.app.backups import CompanyBackups
from crm_desktop.app.churn_signals import ChurnSignals, told_to
from crm_desktop.app.comments import opener_of_comments
from crm_desktop.app.company import Company
from crm_desktop.app.field_work import field_work_actions
from crm_desktop.app.forecast_runner import ForecastRunner
from crm_desktop.app.record_windows import RecordWindows
from crm_desktop.app.reminding import Reminding, reminders_action
from crm_desktop.app.rules_runner import RulesRunner
from crm_desktop.app.score_runner import ScoreRunner
from crm_desktop.app.team import Team
from crm_desktop.app.tray_life import TrayLife
from crm_desktop.app.window_menu import WindowMenu
from crm_desktop.app.work import work_actions
from crm_desktop.core import paths
from crm_desktop.core.clock import Clock
from crm_desktop.core.i18n import N_, Message, language, tr
from crm_desktop.core.kept_texts import KeptTexts
from crm_desktop.core.version import PROGRAM
from crm_desktop.core.viewer import Viewer
from crm_desktop.models.customising import OWN_RECORD
from crm_desktop.storage.database import Database
from crm_desktop.ui.background import Background
from crm_desktop.ui.campaign_figures import FIGURE, open_figure
from crm_desktop.ui.change_feed import ChangeFeed
from crm_desktop.ui.doorbell import Doorbell
from crm_desktop.ui.garbage import give_back
from crm_desktop.ui.main_window import MainWindow
from crm_desktop.ui.messages import Messages
from crm_desktop.ui.navigation import WindowNavigator
from crm_desktop.ui.new_own_record import NEW as NEW_OWN_RECORD
from crm_desktop.ui.new_own_record import add_new
from crm_desktop.ui.page_context import PageContext
from crm_desktop.ui.pages import MEMBERS, REVIEW, SURVEYS, TODAY, own_page_specs, page_specs
from crm_desktop.ui.pages_in_bar import PagesInBar
from crm_desktop.ui.palette_recent import RecentRecords
from crm_desktop.ui.planning import plan_task
from crm_desktop.ui.profit_figures import PROFIT_FIGURE, open_profit_figure
from crm_desktop.ui.review_state import ReviewState
from crm_desktop.ui.rights import READ_ONLY
from crm_desktop.ui.start_times import StartTimes
from crm_desktop.ui.status_sign import ReviewSign
from crm_desktop.ui.texts import Plain
from crm_desktop.ui.undo_state import UndoState
from crm_desktop.ui.unsaved import UnsavedTexts

# Where a new company begins: with nothing in it, there is nothing for today.
_USUAL = "customers"


class Desk(commands.Desk, Protocol):
    """What an open company needs of the program around it."""

    messages: Messages
    clock: Clock

    def restore(self, path: Path, chosen: Path, *, merges: bool) -> None:
        """Close the company, put a backup in its place and open it again."""


class Session(QObject):
    """Database, background work, change feed, window and pages of one open company."""

    def __init__(self, desk: Desk, database: Database, viewer: Viewer, company: Company) -> None:
        super().__init__()
        self.database, self.name = database, company.name
        self.background = Background(database, desk.messages.show_error, viewer)
        self.background.against_writing = READ_ONLY if database.is_read_only else ""
        self.background.idle.timeout.connect(lambda: self.background.call(self, self._rest, lambda _: None))
        self.feed = ChangeFeed(self.background, database.poll)
        self.undo = UndoState(self.background, self.feed)
        self.review = ReviewState(self.background, self.feed)
        self.navigator = WindowNavigator()
        self.commands = commands.WindowCommands(desk, self.background, self.navigator, self.today, database.path)
        self.context = PageContext(
            desk.theme,
            self.background,
            self.feed,
            desk.preferences,
            self.navigator,
            database.path,
            company.choices,
            company.currency,
            company.zone,
            self.today,
            database.clock.now_ms,
            self.commands.open_import,
        )
        self.churn_signals = ChurnSignals(self.context, self.feed, database.reached)
        self.churn_signals.raised.connect(self._on_churn_raised)
        self.backups = self.commands.backups = CompanyBackups(desk, database.path)
        texts = KeptTexts(paths.data_dir() / "unsaved", database.path, desk.clock)
        self.unsaved = UnsavedTexts(self.context, texts)
        specs = page_specs(self.context)
        *files, leave = self.commands.file_actions()
        self.team = Team(self.context, company.name, company.shared_at)
        actions = [
            *files,
            self.unsaved.action(),
            *self.team.actions(),
            leave,
            *self.undo.actions(),
            *work_actions(lambda: self.window, self.navigator),
            *field_work_actions(lambda: self.window, self.context),
            reminders_action(lambda: self.reminding),
            *self.commands.view_actions(),
        ]
        self.window = MainWindow(desk.theme, self.background, desk.preferences, specs, actions)
        self.record_windows = RecordWindows(
            self.context, lambda each: [*self.undo.actions(), *self.commands.of_record_window(each)], self.undo.undo
        )
        self._wire(desk)
        WindowMenu(self.window, self.record_windows)
        self.team.attach(self.window)
        self.bell = Doorbell(database.path, self.come_forward)
        self._show_own_pages()
        self.context.choices_changed.connect(self._show_own_pages)
        start = self._first_page(desk)
        self.window.show()
        self.window.show_page(start if start in self.window.page_keys else _USUAL)
        self.unsaved.attach(self.window)
        StartTimes(self.window)
        self.rules = RulesRunner(self.window, self.context, self.feed)
        self.scores = ScoreRunner(self.window, self.context, self.feed)
        self.forecasts = ForecastRunner(self.window, self.context)
        self.reminding = Reminding(self.window, self.context, self.feed, database, desk.clock)
        self.tray_life = TrayLife(self.window, self.context, self.reminding, self.commands)
        if database.is_read_only:
            self.window.say(Message(READ_ONLY), warns=True)

    def _first_page(self, desk: Desk) -> str:
        """The page that was left last; in the morning of a later day that of the day."""
        day, before = self.today().isoformat(), desk.preferences.get("window.day")
        desk.preferences.set("window.day", day)
        return TODAY if before not in (None, day) else str(desk.preferences.get("window.page", _USUAL))

    def _rest(self) -> None:
        """Give back what the last reading left in memory, on the thread of a reader."""
        self.database.rest()
        give_back()

    def _wire(self, desk: Desk) -> None:
        window, bar = self.window, self.window.side_bar
        self.commands.window, self.commands.context = window, self.context
        self.commands.recent = self.recent = RecentRecords(self.context)
        window.page_shown.connect(lambda key: self.recent.watch(window.page(key)))
        activities = commands.Activities(self.context, window)
        forms: dict[str, Callable[[str], None]] = {
            "interaction": activities.open,
            "lead_plan_item": commands.opener_of_steps(self.context, window),
            "attachment": commands.Files(self.context, window).open,
            "comment": opener_of_comments(self.context, window),
            FIGURE: partial(open_figure, self.navigator),
            PROFIT_FIGURE: partial(open_profit_figure, self.navigator),
            "article_version": commands.opener_of_versions(self.context, window),
            "survey_response": commands.opener_of_responses(self.context, window),
            "channel_report": commands.opener_of_channel_reports(self.context, window),
            **{
                kind: commands.opener_of_product_part(kind, self.context, window)
                for kind in ("product_price", "stock_level")
            },
            "service_work": commands.opener_of_work(self.context, window),
            "stage_check": commands.opener_of_checklists(self.context, window),
            NEW_OWN_RECORD: partial(add_new, self.context),
            OWN_RECORD: commands.opener_of_own_records(self.context, window),
        }
        self.navigator.attach(window, self.undo.undo, lambda: self.background.has_changed, activities.log, forms)
        self.navigator.windows = self.record_windows.open
        self.navigator.plan = lambda about: plan_task(self.context, window, about)
        window.settlers.append(self.record_windows.settle)
        window.close_guards.append(self.record_windows.close_all)
        desk.messages.attach(window, lambda text: window.say(Message("{text}", text=text)))
        self.undo.changed.connect(window.actions_set.refresh)
        self.undo.said.connect(window.say)
        self.undo.refused.connect(self.navigator.refuse)
        self.feed.subscribe(window, ("app_user", "parameter"), lambda _changes: self.show_names())
        self.user = ActingUser(window, self.context, self.feed, desk.messages)
        self.user.changed.connect(self.undo.read_again)
        self.user.changed.connect(self.review.read_again)
        self.review.changed.connect(lambda _count: self._show_review())
        self.user.changed.connect(self.show_names)
        bar.company_pressed.connect(self.user.choose)
        bar.settings_pressed.connect(self.commands.open_settings)
        bar.search_pressed.connect(self.commands.open_palette)
        self.pages_in_bar = PagesInBar(window, desk.preferences, self._has_tab)
        self.review_sign = ReviewSign(desk.theme)
        self.review_sign.clicked.connect(lambda: window.show_page(REVIEW))
        window.status.add_sign(self.review_sign)
        self._show_review()
        self.show_names()

    def _on_churn_raised(self, raised: Any) -> None:
        said = told_to(self.background.viewer.user_id, raised)
        if said is not None:
            self.window.say(said, warns=True)

    def _show_review(self) -> None:
        """The tab of the review is there while there is something to review, or somebody looks at it."""
        count = self.review.count
        self.window.side_bar.tabs.set_counts({REVIEW: count})
        self.pages_in_bar.fit()
        self.review_sign.show_count(count)
        self.window.status.fit()

    def _has_tab(self, page: str) -> bool | None:
        """Whether a page has a tab that nobody decides on; None for those that somebody chooses."""
        return {REVIEW: self.review.count > 0, MEMBERS: False}.get(page)

    def _show_own_pages(self) -> None:
        """The kinds of records that the company added have a page each, as long as they are there."""
        self.window.show_passing(own_page_specs(self.context), behind=SURVEYS)
        self.pages_in_bar.fit()

    def today(self) -> date:
        """The company's calendar day."""
        return self.database.today()

    def show_names(self) -> None:
        """Show whose data this is and who acts, in the current language."""
        viewer = self.background.viewer
        roles = {each.code: each.name(language()) for each in self.context.choices.lists.get("roles", ())}
        self.window.side_bar.set_company(self.name, Plain(f"{viewer.name} · {roles.get(viewer.role, viewer.role)}"))
        reason, title = self.background.against_writing, f"{self.name} – {PROGRAM}"
        state = N_("Read only") if reason else N_("Saved on this computer")
        self.window.side_bar.set_file_state(state, Plain(self.database.path.name), reason)
        self.window.setWindowTitle(f"{title} · {tr(state)}" if reason else title)

    def come_forward(self, login: str | None = None) -> bool:
        """Bring the window to the front; False when it is not of the user named by a login."""
        if login is not None and login.strip().casefold() != self.background.viewer.login:
            return False
        self.window.come_forward()
        return True

    def close(self) -> None:
        """Close the window and release the file."""
        self.bell.take_down()
        self.feed.stop()
        self.review.stop()
        self.rules.stop()
        self.scores.stop()
        self.forecasts.stop()
        self.reminding.stop()
        self.tray_life.end()
        self.team.close()
        self.record_windows.end()
        self.window.end()
        self.backups.close()
        self.background.close()
        self.database.close()
        self.window.deleteLater()
