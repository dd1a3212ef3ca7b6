namespace Sonde.Symbols;

/// <summary>Adds up look-ups by module and reason.</summary>
internal sealed class ReportTally
{
    private readonly SortedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public void Add(IEnumerable<SymbolFrame> frames)
    {
        foreach (SymbolFrame frame in frames)
        {
            string module = frame.Module ?? Label(frame);
            if (!_entries.TryGetValue(module, out Entry? entry))
                _entries.Add(module, entry = new Entry());
            entry.Explain(frame.Explanation);
            if (frame.Name is not null)
                entry.Named += frame.Uses;
            else
                entry.Unnamed[frame.Reason] = entry.Unnamed.GetValueOrDefault(frame.Reason) + frame.Uses;
        }
    }

    public ReportTally Copy()
    {
        var copy = new ReportTally();
        foreach ((string module, Entry entry) in _entries)
            copy._entries.Add(module, entry.Copy());
        return copy;
    }

    /// <summary>The modules, those with the most unnamed look-ups first.</summary>
    public IReadOnlyList<ModuleReport> ToReports() =>
        [.. _entries.Select(pair => new ModuleReport(pair.Key, pair.Value.Named, pair.Value.Unnamed, pair.Value.Explanation))
            .OrderByDescending(report => report.Unnamed.Values.Sum()).ThenByDescending(report => report.Named)];

    private static string Label(SymbolFrame frame) => frame switch
    {
        // Reasons that otherwise are of a file: here the kernel's list.
        { Kind: FrameKind.Kernel } or { Reason: UnknownReason.KernelAddressesHidden or UnknownReason.NoSymbols or UnknownReason.UnreadableFile } => "[kernel]",
        { Kind: FrameKind.Managed or FrameKind.Jit } or { Reason: UnknownReason.JitWithoutNames or UnknownReason.RuntimeStub } => "[jit]",
        { Reason: UnknownReason.ProcessGone } => "[gone]",
        { Reason: UnknownReason.NoPermission } => "[not permitted]",
        _ => "[unmapped]",
    };

    private sealed class Entry
    {
        private string? _first;
        private bool _hasOthers;

        public long Named { get; set; }

        public Dictionary<UnknownReason, long> Unnamed { get; private init; } = [];

        public string? Explanation => _hasOthers ? $"{_first} (one reason of several)" : _first;

        public void Explain(string? explanation)
        {
            if (explanation is null)
                return;
            _first ??= explanation;
            _hasOthers |= _first != explanation;
        }

        public Entry Copy() => new() { Named = Named, Unnamed = new(Unnamed), _first = _first, _hasOthers = _hasOthers };
    }
}
