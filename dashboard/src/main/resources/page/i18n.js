// Words and numbers in the reader's language. The names of measures, counties and obligations come from the catalogues.

import { state } from './state.js';

const EN = {
  skipToFigures: 'Skip to the figures',
  window: 'Window', day: 'Day', level: 'Level', area: 'Within', county: 'County', measure: 'Measure',
  dayBefore: 'Day before', dayAfter: 'Day after', today: 'Today', anyArea: 'All',
  'window.7d': '7 days', 'window.30d': '30 days', 'window.90d': '90 days', 'window.365d': '365 days',
  'window.days': '{n} days',
  'window.month': 'Month to date', 'window.quarter': 'Quarter to date', 'window.semester': 'Semester to date',
  'window.school-year': 'School year to date', 'window.year': 'Calendar year to date', 'window.total': 'Since the beginning',
  'level.county': 'Counties', 'level.prefecture': 'Prefectures', 'level.province': 'Provinces',
  'row.county': 'County', 'row.prefecture': 'Prefecture', 'row.province': 'Province',
  freshness: 'Freshness', lastEvent: 'Last event', noEventYet: 'none yet', lag: 'Behind the log', lagUnit: 'records',
  waiting: 'Waiting for a registration', quarantined: 'In quarantine', events: 'events', viewsShort: 'Views',
  allLive: 'all live', rebuilding: '{n} rebuilding', receivedShort: 'Records received',
  figures: 'Figures', columns: 'Columns', findCounty: 'Find a county', overview: 'Overview',
  period: '{from} – {to}', periodTotal: 'everything up to {to}',
  asOfDay: 'at day', inWindow: 'window', sinceEver: 'total',
  legendGauge: '{tag} read on the day itself, whatever the window', legendWindow: '{tag} counted from {from} to {to}',
  legendTotal: '{tag} counted up to {to}',
  legendSum: 'The last line is read from the server for the whole area; it is not the column added up.',
  wholeArea: '{name}, all', showing: '{shown} of {all} shown. Choose a prefecture or type a name.',
  noRows: 'No county has reported a school yet. Send a school-registered event, and it appears here.',
  nothing: 'No value: nothing to divide by in this window.',
  notYet: 'Not read yet.', failed: 'Could not be read.',
  trend: 'Trend', reading: 'Reading', 'reading.rolling': 'Rolling: {window}', 'reading.day': 'Each day by itself',
  range: 'Period shown', 'range.days': 'Last {n} days', asTable: 'The same values as a table', date: 'Day',
  addCounty: 'Add a county to compare', remove: 'Remove {name}', trendLabel: '{measure}, {counties}, {from} to {to}',
  noCharts: 'The chart library could not be loaded; the values are in the table below.',
  map: 'Map', mapLabel: '{measure} by county on a map; the table above has the same values',
  mapNote: 'Not an official map.',
  allFigures: 'All figures', headcount: 'Headcount', csvOf: 'Download “{measure}” as CSV',
  breachedTitle: 'In breach', outstandingTitle: 'Still outstanding',
  noneBreached: 'No school is in breach.', noneOutstanding: 'No school is outstanding.',
  lastSeen: 'last {day}', neverSeen: 'never', school: 'School', lastEventDay: 'Last event', moreSchools: 'Show all {n}',
  until: 'by {day}', whole: 'the whole county',
  obligations: 'Obligations by county', met: 'met', outstanding: 'outstanding', breached: 'in breach', due: 'due',
  ofTarget: '{value} of {target}', obligationCell: '{met} of {due} met, {outstanding} outstanding, {breached} in breach',
  tooManyCounties: 'Choose a prefecture to see its counties (at most {n}).', notDue: 'none due',
  waitingTitle: 'Waiting for a registration', noneWaiting: 'No event waits: every school that reported is registered.',
  waitingShown: 'The first {shown} of {all}.', waitingHint: 'Their events count as soon as the school is registered.', waitingEvents: 'Events waiting', schoolId: 'School code',
  accounting: 'Every record accounted for', received: 'received', posted: 'posted', duplicate: 'duplicate',
  superseded: 'superseded', waitingShort: 'waiting', quarantinedShort: 'quarantined', eventType: 'Event type',
  allTypes: 'All', balances: 'received = posted + duplicate + superseded + waiting + quarantined',
  doesNotBalance: 'The buckets differ from the records received by {n}. While records are on their way this passes by itself.',
  quarantineTitle: 'In quarantine', noneQuarantined: 'Nothing is in quarantine.', reason: 'Reason', where: 'Where in the log',
  partitionOffset: 'partition {partition}, offset {offset}', quarantineShown: 'The newest {shown} of {all}.',
  'quarantine.open': 'Open', 'quarantine.dismissed': 'Dismissed', 'quarantine.redriven': 'Redriven', 'quarantine.all': 'All', decision: 'Decision',
  noneOfStatus: 'There are none.', copyAt: 'sent again: partition {partition}, offset {offset}', whatToDo: 'What can be done about them',
  redriveHint: 'Once the cause is mended, see how many would pass and what would change; without --dry-run they are sent again, and each counts once:',
  dismissHint: 'Or put them aside, with the reason for whoever looks later:',
  decidedHint: 'The original stays in the log and in the accounts whatever was decided; a copy that was sent again is a record of its own.',
  views: 'Views', view: 'View', version: 'Version', stateColumn: 'State', promoted: 'promoted', progress: 'Progress', digest: 'Digest',
  'state.live': 'live', 'state.rebuilding': 'rebuilding', 'state.paused': 'paused', 'state.failed': 'failed', 'state.as-known': 'as known', 'state.outdated': 'other rules',
  'state.cancelled': 'cancelled', 'state.retiring': 'being removed', 'state.retired': 'retired',
  troubled: '{n} in trouble', knownWhen: 'As known', asOfToday: 'Today', asKnownAt: 'On {time}: {views}', versionOf: '{view}, version {version}', knownAt: 'as known at {time}',
  bannerKnown: 'You are reading what was known at {time}, not what is known today.', bannerVersion: 'You are reading a version that is not the promoted one.',
  bannerWhich: 'Read from: {versions}. All other views are as of today.', backToToday: 'Back to today',
  rate: 'Events a second', perSecond: '{n}/s', eta: '{time} left', proof: 'Proof', actions: 'Do', done: 'Done', toDo: 'To do',
  'duration.d': 'd', 'duration.h': 'h', 'duration.min': 'min', 'duration.s': 's',
  progressOf: 'Progress of {view}, version {version}', byPartition: '{n} partitions',
  'proof.EQUAL': '✓ equal to v{against}', 'proof.DIFFERENT': '✗ differs from v{against}', 'proof.UNDECIDED': '? undecided against v{against}',
  'outcome.EQUAL': '✓ equal', 'outcome.DIFFERENT': '✗ different', 'outcome.UNDECIDED': '? undecided',
  certificates: 'Certificates ({n})', certificatesTitle: 'Certificates', noCertificates: 'No two versions have been compared yet.', compared: 'Compared', outcome: 'Outcome',
  records: 'Records', cells: 'Cells', differing: 'Differing', at: 'At', by: 'By', versusVersion: 'v{version} against v{against}', acceptedIn: 'Accepted in: {measures}',
  'action.read': 'Read', 'action.rebuild': 'Rebuild', 'action.pause': 'Pause', 'action.resume': 'Resume', 'action.cancel': 'Cancel',
  'action.verify': 'Verify', 'action.promote': 'Promote', 'action.goBack': 'Go back to it', 'action.retire': 'Retire',
  'explain.rebuild': 'All of history is counted again into a new version, beside this one. Readers notice nothing until it is promoted.',
  'explain.pause': 'The rebuild stops where it is, until it is resumed.', 'explain.resume': 'The rebuild goes on where it was.',
  'explain.cancel': 'The rebuild ends and all that it has written is deleted.',
  'explain.verify': 'Both versions are compared at the same records, cell by cell, and a certificate is stored.',
  'explain.promote': 'All readers see this version from now on. It is refused if the versions differ.',
  'explain.goBack': 'All readers see this former version again.', 'explain.retire': 'The version’s topics and states are deleted. It can’t be read any more; it can be rebuilt.',
  actKnown: 'Only what was known at (optional)', actPromote: 'Show it to readers when it is proven equal', actAccept: 'Measures that may differ, if the view counts them differently now', actCommand: 'The same in a terminal:',
  notNow: 'Not now', working: 'Asking…', notHere: 'If this server can’t do that, type the command where the platform runs.', doneNow: 'Done.',
  'live.connecting': 'Connecting…', 'live.live': 'Live', 'live.disconnected': 'Disconnected, next try in {n} s',
  'live.stale': 'figures of {time}',
  offline: 'The connection to the server is lost. What you see was read at {time} and may be out of date.',
  offlineNothing: 'The server can’t be reached. The page tries again by itself.',
  unreachable: 'The server can’t be reached.',
  notReady: 'The dashboard is still reading the ledger. Figures are incomplete until it is done.',
  tokenTitle: 'A token is needed', token: 'Bearer token', tokenGo: 'Go on', tokenHint: 'It is kept in this browser tab only, until the tab is closed.',
  tokenWhy: 'This server answers only to people who hold its token.', tokenRefused: 'The server did not accept this token.',
  ago: '{age} ago', now: 'now',
  schoolTitle: 'One school', schoolAccount: 'What became of this school’s records', lookUp: 'Look up', notRegistered: 'Not registered',
  nothingReceived: 'No record of this school has been received.', allCount: 'Every event of this school counts.',
  notCounted: 'Events that don’t count: {n}', eventId: 'Event id', schoolHint: 'Why does an event of a school not count? Give its code.',
  eventTypeShort: 'Event type', detail: 'What is wrong', arrived: 'Arrived', source: 'Source',
  'reason.undecodable': 'Not readable', 'reason.unknown-schema': 'Unknown schema', 'reason.wrong-key': 'Wrong key',
  'reason.wrong-partition': 'Wrong partition', 'reason.unknown-county': 'Unknown county', 'reason.rule-broken': 'Rule broken',
  'reason.too-far-ahead': 'Too far ahead', 'reason.conflicting': 'Conflicting copy', 'reason.cycle': 'Corrects itself',
  'reason.corrected': 'Corrected by', 'reason.voided': 'Voided by',
  'reason.school-not-registered': 'School not registered', 'reason.original-missing': 'What it voids is missing',
  suppressed: 'Not shown: fewer than 5 persons, or a figure from which so few could be told.',
  calendarOnly: 'Persons are counted once in a calendar period: choose a month, quarter, semester or year, or since the beginning.',
  rolling: 'The last days', calendar: 'Calendar periods', findMeasure: 'Find a measure', noMeasure: 'No measure has such a name.',
  foundMeasures: '{n} measures', parts: '{n} parts', onePart: '1 part', partsOpen: 'Show the {n} parts of “{measure}”', partsClose: 'Hide the parts of “{measure}”', share: 'Share',
  place: 'Place', itsPlaces: 'Its {level} in the table', report: 'Report {period}, to print', part: 'Part',
  metTitle: 'Met', daysAgo: '{n} days ago', oneDayAgo: 'yesterday', today0: 'today', happened: 'on {day}', sinceDay: 'since {day}', dayCount: '{n} days',
  oneDayCount: '1 day', openThings: '{n} open', metAll: '{met} of {due}', rule: 'Rule: {source}',
  targets: 'Targets', target: 'Target', planned: 'Planned', actual: 'Actual', progressTo: 'Share of plan', standing: 'Standing',
  onTrack: 'On track', offTrack: 'Behind', reached: 'Reached', missed: 'Missed', within: 'Within', exceeded: 'Exceeded', notTold: 'Can’t be told', noTargets: 'No target is set for this place and day.',
  setForAll: 'for all', targetLabel: '{share} of the plan; steady pace by now: {pace}', pace: 'steady pace',
  'unit.schools': 'schools', 'unit.persons': 'persons', 'unit.drills': 'drills', 'unit.inspections': 'inspections',
  'unit.canteens': 'canteens', 'unit.violations': 'violations', 'unit.points': 'points', 'unit.ratio': '%', 'unit.s': 's', 'unit.yuan': 'yuan',
  'unit.activities': 'activities', 'unit.batches': 'batches', 'unit.classes': 'classes', 'unit.days': 'days',
  'unit.errors': 'errors', 'unit.findings': 'findings', 'unit.hazards': 'hazards', 'unit.hours': 'hours',
  'unit.incidents': 'incidents', 'unit.kindergartens': 'kindergartens', 'unit.lessons': 'lessons',
  'unit.partnerships': 'partnerships', 'unit.petitions': 'petitions', 'unit.projects': 'projects', 'unit.reports': 'reports',
  'unit.services': 'services', 'unit.sessions': 'sessions', 'unit.trips': 'trips', 'unit.units': 'units',
  'unit.visits': 'visits',
  explainHint: 'The events that make up this number', explainReading: 'Reading the log again…', amount: 'Amount',
  explainCounted: 'Events that make it up: {n}', explainOthers: 'Events that don’t count in it: {n}', explainWouldBe: 'Would be',
  explainShown: 'The newest {shown}; the file has more.', explainSince: 'event of {day}', explainCorrects: 'correction', closeIt: 'Close', asCsv: 'CSV',
  explainDiffers: 'The events add up to something else ({sum}): events are being counted meanwhile, or the ledger is wrong.',
  explainMissing: 'The log does not reach back to the first event any more, so events are missing here.', explainAgain: 'Click again for the events behind it',
};

const ZH = {
  skipToFigures: '跳到数据表',
  window: '统计区间', day: '截止日', level: '层级', area: '范围', county: '区县', measure: '指标',
  dayBefore: '前一天', dayAfter: '后一天', today: '今天', anyArea: '全部',
  'window.7d': '近7天', 'window.30d': '近30天', 'window.90d': '近90天', 'window.365d': '近365天', 'window.days': '近{n}天',
  'window.month': '本月至今', 'window.quarter': '本季度至今', 'window.semester': '本学期至今',
  'window.school-year': '本学年至今', 'window.year': '本年至今', 'window.total': '全部累计',
  'level.county': '区县', 'level.prefecture': '地市', 'level.province': '省',
  'row.county': '区县', 'row.prefecture': '地市', 'row.province': '省',
  freshness: '数据新鲜度', lastEvent: '最近事件', noEventYet: '尚无', lag: '待处理', lagUnit: '条',
  waiting: '等待学校登记', quarantined: '隔离', events: '条', viewsShort: '视图',
  allLive: '全部实时', rebuilding: '{n}个重建中', receivedShort: '已接收记录',
  figures: '数据', columns: '栏目', findCounty: '查找区县', overview: '总览',
  period: '{from} 至 {to}', periodTotal: '截至 {to} 累计',
  asOfDay: '当日', inWindow: '区间', sinceEver: '累计',
  legendGauge: '{tag} 截止日当天的数值，与区间无关', legendWindow: '{tag} {from} 至 {to} 的合计', legendTotal: '{tag} 截至 {to} 的累计',
  legendSum: '末行由服务器按全域计算，并非各行相加。',
  wholeArea: '{name}全域', showing: '共 {all} 个，显示 {shown} 个。请选择地市或输入名称。',
  noRows: '还没有区县上报学校。发送一条 school-registered 事件后即会显示。',
  nothing: '无数值：区间内分母为零。', notYet: '尚未读取。', failed: '读取失败。',
  trend: '趋势', reading: '读法', 'reading.rolling': '滚动：{window}', 'reading.day': '逐日',
  range: '显示时段', 'range.days': '最近{n}天', asTable: '以表格显示', date: '日期',
  addCounty: '添加对比区县', remove: '移除{name}', trendLabel: '{measure}，{counties}，{from}至{to}',
  noCharts: '图表库未能加载；数值见下方表格。',
  map: '地图', mapLabel: '{measure}的区县分布图；上方表格有相同数值', mapNote: '非官方地图。',
  allFigures: '全部指标', headcount: '在校学生', csvOf: '下载“{measure}”CSV',
  breachedTitle: '违反规定', outstandingTitle: '尚未完成', noneBreached: '没有学校违反规定。', noneOutstanding: '没有未完成的学校。',
  lastSeen: '最近 {day}', neverSeen: '从未', school: '学校', lastEventDay: '最近事件', moreSchools: '显示全部{n}所',
  until: '截止 {day}', whole: '全区县',
  obligations: '各区县履责情况', met: '已完成', outstanding: '未完成', breached: '违反', due: '应完成',
  ofTarget: '{value}，目标{target}', obligationCell: '应完成{due}，已完成{met}，未完成{outstanding}，违反{breached}',
  tooManyCounties: '请选择地市以查看其区县（最多{n}个）。', notDue: '无',
  waitingTitle: '等待学校登记', noneWaiting: '没有等待的事件：所有上报的学校均已登记。',
  waitingShown: '共 {all} 所，显示 {shown} 所。', waitingHint: '学校登记后，这些事件立即计入。', waitingEvents: '等待事件', schoolId: '学校代码',
  accounting: '记录去向', received: '接收', posted: '入账', duplicate: '重复', superseded: '被更正',
  waitingShort: '等待', quarantinedShort: '隔离', eventType: '事件类型', allTypes: '合计',
  balances: '接收 = 入账 + 重复 + 被更正 + 等待 + 隔离', doesNotBalance: '各项之和与接收数相差 {n}。记录在途时属正常，会自行消失。',
  quarantineTitle: '隔离记录', noneQuarantined: '没有隔离记录。', reason: '原因', where: '日志位置',
  partitionOffset: '分区 {partition}，偏移 {offset}', quarantineShown: '共 {all} 条，显示最近 {shown} 条。',
  'quarantine.open': '待处理', 'quarantine.dismissed': '已搁置', 'quarantine.redriven': '已重发', 'quarantine.all': '全部', decision: '处理',
  noneOfStatus: '没有此类记录。', copyAt: '已重发至：分区 {partition}，偏移 {offset}', whatToDo: '如何处理',
  redriveHint: '原因排除后，先查看有多少条可通过、数据有何变化；去掉 --dry-run 即重新发送，每个事件只计一次：',
  dismissHint: '或注明理由，予以搁置：',
  decidedHint: '无论如何处理，原记录仍保留在日志和记录去向中；重发的副本是另一条记录。',
  views: '视图', view: '视图', version: '版本', stateColumn: '状态', promoted: '当前版本', progress: '进度', digest: '摘要',
  'state.live': '实时', 'state.rebuilding': '重建中', 'state.paused': '已暂停', 'state.failed': '失败', 'state.as-known': '当时所知', 'state.outdated': '规则不同',
  'state.cancelled': '已取消', 'state.retiring': '删除中', 'state.retired': '已停用',
  troubled: '{n}个有问题', knownWhen: '按何时所知', asOfToday: '今日', asKnownAt: '{time}：{views}', versionOf: '{view}，版本{version}', knownAt: '{time}时所知',
  bannerKnown: '您看到的是 {time} 时所知的数据，并非今日所知。', bannerVersion: '您看到的并非当前版本的数据。',
  bannerWhich: '读取自：{versions}。其余视图为今日数据。', backToToday: '返回今日',
  rate: '每秒事件', perSecond: '{n}条/秒', eta: '还需{time}', proof: '验证', actions: '操作', done: '已完成', toDo: '待处理',
  'duration.d': '天', 'duration.h': '小时', 'duration.min': '分', 'duration.s': '秒',
  progressOf: '{view}版本{version}的进度', byPartition: '{n}个分区',
  'proof.EQUAL': '✓ 与v{against}相同', 'proof.DIFFERENT': '✗ 与v{against}不同', 'proof.UNDECIDED': '? 与v{against}未能判定',
  'outcome.EQUAL': '✓ 相同', 'outcome.DIFFERENT': '✗ 不同', 'outcome.UNDECIDED': '? 未能判定',
  certificates: '证书（{n}）', certificatesTitle: '证书', noCertificates: '还没有比较过任何两个版本。', compared: '比较', outcome: '结果',
  records: '记录', cells: '单元', differing: '不同', at: '时间', by: '执行者', versusVersion: 'v{version} 对 v{against}', acceptedIn: '认可的指标：{measures}',
  'action.read': '查看', 'action.rebuild': '重建', 'action.pause': '暂停', 'action.resume': '继续', 'action.cancel': '取消',
  'action.verify': '验证', 'action.promote': '启用', 'action.goBack': '恢复此版本', 'action.retire': '停用',
  'explain.rebuild': '将全部历史重新计入一个新版本，与现版本并行。启用之前读者不受影响。',
  'explain.pause': '重建停在当前位置，直到继续。', 'explain.resume': '重建从停下处继续。',
  'explain.cancel': '重建终止，已写入的内容全部删除。',
  'explain.verify': '在相同记录处逐单元比较两个版本，并保存证书。',
  'explain.promote': '此后所有读者看到此版本。两个版本不同则拒绝。',
  'explain.goBack': '所有读者重新看到此前的版本。', 'explain.retire': '删除该版本的主题和状态。此后不能读取，但可以重建。',
  actKnown: '仅计入此时已知的（可选）', actPromote: '验证相同后即对读者启用', actAccept: '可以不同的指标（若视图现在的统计方法不同）', actCommand: '在终端中输入：',
  notNow: '暂不', working: '请求中…', notHere: '若此服务器不能执行，请在平台所在机器上输入命令。', doneNow: '完成。',
  'live.connecting': '连接中…', 'live.live': '实时', 'live.disconnected': '连接中断，{n} 秒后重试', 'live.stale': '数据截至 {time}',
  offline: '与服务器的连接中断。当前数据读取于 {time}，可能已过时。', offlineNothing: '无法连接服务器，页面会自动重试。',
  unreachable: '无法连接服务器。', notReady: '看板仍在读取账本，完成前数据不完整。',
  tokenTitle: '需要令牌', token: '访问令牌', tokenGo: '继续', tokenHint: '仅保存在此标签页，关闭即清除。',
  tokenWhy: '此服务器只向持有令牌者开放。', tokenRefused: '服务器不接受此令牌。',
  ago: '{age}前', now: '刚刚',
  schoolTitle: '单个学校', schoolAccount: '该校记录的去向', lookUp: '查询', notRegistered: '未登记',
  nothingReceived: '未收到该校的任何记录。', allCount: '该校的事件全部计入。',
  notCounted: '未计入的事件：{n}', eventId: '事件编号', schoolHint: '学校的事件为何未计入？请输入学校代码。',
  eventTypeShort: '事件类型', detail: '问题', arrived: '到达时间', source: '来源',
  'reason.undecodable': '无法读取', 'reason.unknown-schema': '未知模式', 'reason.wrong-key': '键错误',
  'reason.wrong-partition': '分区错误', 'reason.unknown-county': '未知区县', 'reason.rule-broken': '违反规则',
  'reason.too-far-ahead': '日期过于超前', 'reason.conflicting': '内容冲突', 'reason.cycle': '循环更正',
  'reason.corrected': '已被更正', 'reason.voided': '已被撤销',
  'reason.school-not-registered': '学校未登记', 'reason.original-missing': '被撤销的事件尚未到达',
  suppressed: '不予公布：人数少于5人，或可由此推知少于5人的数字。',
  calendarOnly: '人数去重仅按日历区间统计：请选择月、季度、学期、年或全部累计。',
  rolling: '滚动天数', calendar: '日历区间', findMeasure: '查找指标', noMeasure: '没有匹配的指标。',
  foundMeasures: '{n}个指标', parts: '{n}个分项', onePart: '1个分项', partsOpen: '显示“{measure}”的{n}个分项', partsClose: '收起“{measure}”的分项', share: '占比',
  place: '地区', itsPlaces: '在表中显示所辖{level}', report: '{period}年报告（可打印）', part: '分项',
  metTitle: '已完成', daysAgo: '{n}天前', oneDayAgo: '昨天', today0: '今天', happened: '{day}发生', sinceDay: '自{day}起', dayCount: '{n}天',
  oneDayCount: '1天', openThings: '{n}项未了', metAll: '{met} / {due}', rule: '依据：{source}',
  targets: '目标', target: '目标', planned: '计划', actual: '实际', progressTo: '完成率', standing: '状态',
  onTrack: '进度正常', offTrack: '落后', reached: '已达成', missed: '未达成', within: '未超', exceeded: '超出', notTold: '无法判断', noTargets: '该地区当日没有目标。',
  setForAll: '适用全部', targetLabel: '完成计划的{share}；按均速应为{pace}', pace: '均速',
  'unit.schools': '所', 'unit.persons': '人', 'unit.drills': '次', 'unit.inspections': '次', 'unit.canteens': '个',
  'unit.violations': '项', 'unit.points': '分', 'unit.ratio': '%', 'unit.s': '秒', 'unit.yuan': '元',
  'unit.activities': '项', 'unit.batches': '批', 'unit.classes': '个', 'unit.days': '天', 'unit.errors': '处', 'unit.findings': '个',
  'unit.hazards': '处', 'unit.hours': '学时', 'unit.incidents': '起', 'unit.kindergartens': '所', 'unit.lessons': '节',
  'unit.partnerships': '个', 'unit.petitions': '件', 'unit.projects': '个', 'unit.reports': '次', 'unit.services': '个',
  'unit.sessions': '场', 'unit.trips': '次', 'unit.units': '套', 'unit.visits': '次',
  explainHint: '构成该数字的事件', explainReading: '正在重读日志……', amount: '数量',
  explainCounted: '构成该数字的事件：{n}', explainOthers: '未计入该数字的事件：{n}', explainWouldBe: '若计入',
  explainShown: '显示最近 {shown} 条；文件中更多。', explainSince: '{day} 的事件', explainCorrects: '更正', closeIt: '关闭', asCsv: 'CSV',
  explainDiffers: '事件合计与所示数字不同（{sum}）：期间仍有事件计入，或账本有误。',
  explainMissing: '日志已不含最早的事件，此处缺少部分事件。', explainAgain: '再次点击查看构成该数字的事件',
};

const locale = () => (state.language === 'zh' ? 'zh-CN' : 'en-GB');

export const isKnown = (key) => key in EN;

/** The words for `key`, with {name} replaced by the values. An unknown key answers itself. */
export function words(key, values = {}) {
  const text = (state.language === 'zh' ? ZH[key] : undefined) ?? EN[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Puts words into the fixed parts of the page, as their data-i18n attributes say. */
export function translatePage() {
  document.documentElement.lang = state.language === 'zh' ? 'zh-CN' : 'en';
  for (const node of document.querySelectorAll('[data-i18n]')) node.textContent = words(node.dataset.i18n);
  for (const node of document.querySelectorAll('[data-i18n-label]')) {
    node.setAttribute('aria-label', words(node.dataset.i18nLabel));
  }
  for (const node of document.querySelectorAll('[data-i18n-placeholder]')) {
    node.placeholder = words(node.dataset.i18nPlaceholder);
  }
}

/** The name that a catalogue gives, in the reader's language; catalogues write `title`/`titleZh` or `name`/`nameZh`/`nameEn`. */
export function nameOf(entry, fallback = '') {
  if (!entry) return fallback;
  const named = state.language === 'zh' ? entry.titleZh || entry.nameZh : entry.title || entry.nameEn;
  return named || entry.name || fallback;
}

export const unitOf = (unit) => (isKnown(`unit.${unit}`) ? words(`unit.${unit}`) : unit ?? '');

export const reasonText = (reason) => (isKnown(`reason.${reason}`) ? words(`reason.${reason}`) : humanize(reason || '–'));

export const humanize = (name) => {
  const spaced = String(name).replaceAll('-', ' ').replaceAll('/', ': ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export const windowName = (window) => {
  if (isKnown(`window.${window}`)) return words(`window.${window}`);
  return words('window.days', { n: window.replace('d', '') });
};

const formats = new Map();
function numberFormat(digits, style, least = digits) {
  const key = `${locale()} ${digits} ${least} ${style}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.NumberFormat(locale(), {
      style, maximumFractionDigits: digits, minimumFractionDigits: least,
    }));
  }
  return formats.get(key);
}

export const integer = (value) =>
  value === null || value === undefined ? '–' : numberFormat(0, 'decimal').format(value);

export const percent = (value) => numberFormat(1, 'percent').format(value);

/** Quotients (ratios, means, medians) have no natural zero line and are null without a denominator. */
export const isQuotient = (measure) => ['ratio', 'mean', 'quantile'].includes(measure?.kind);

/** What stands for a figure that the reader may not see. */
export const SUPPRESSED = '∗';

/** A figure of an answer that has `figures` and the names of those that are `suppressed`. */
export const figureOf = ({ figures, suppressed }, name) => (suppressed?.includes(name) ? SUPPRESSED : figures?.[name] ?? null);

/** A figure of a row or point that has a `value` and says if it is `suppressed`. */
export const valueOf = ({ value, suppressed }) => (suppressed ? SUPPRESSED : value ?? null);

/** Why there is no number; null if there is one. */
export function whyNoFigure(value, measure) {
  if (value === undefined) return words('notYet');
  if (value === SUPPRESSED) return words('suppressed');
  if (value !== null) return null;
  return words(measure?.kind === 'distinct' ? 'calendarOnly' : 'nothing');
}

/** A figure as text: ratios in per cent, means with one decimal, money to the fen, the rest as it comes; null is a dash. */
export function figureText(value, measure) {
  if (value === SUPPRESSED) return value;
  if (value === null || value === undefined) return '–';
  if (measure?.unit === 'ratio') return percent(value);
  if (measure?.kind === 'mean') return numberFormat(1, 'decimal').format(value);
  if (measure?.unit === 'yuan') return numberFormat(2, 'decimal').format(value);
  return numberFormat(2, 'decimal', 0).format(value);
}

/** A day without a time zone: the text 2019-12-31 is that day everywhere. */
export function dayText(day, style = 'medium') {
  if (!day) return '–';
  const date = new Date(`${String(day).slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(date.getTime())) return String(day);
  const fields = style === 'short'
    ? { day: 'numeric', month: 'short' }
    : { day: 'numeric', month: 'short', year: 'numeric' };
  return new Intl.DateTimeFormat(locale(), { ...fields, timeZone: 'UTC' }).format(date);
}

export const clockText = (date) =>
  new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false }).format(date);

export const momentText = (iso) => {
  const date = new Date(iso);
  if (!iso || Number.isNaN(date.getTime())) return '–';
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'medium' }).format(date);
};

/** How long ago, in the largest unit that fits. */
export function ageText(millis) {
  const seconds = Math.max(0, Math.round(millis / 1000));
  if (seconds < 1) return words('now');
  const steps = [[86_400, 'day'], [3_600, 'hour'], [60, 'minute'], [1, 'second']];
  const [size, unit] = steps.find(([step]) => seconds >= step);
  const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 };
  const age = new Intl.NumberFormat(locale(), style).format(Math.floor(seconds / size));
  return words('ago', { age });
}
