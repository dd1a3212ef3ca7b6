using Sonde.Bpf.Build.Describing;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build.Tests;

public sealed class RecordDescriptionTests
{
    [Fact]
    public void The_records_of_a_ring_are_described_with_their_tags_and_types()
    {
        string[] lines = ObjectDescription.Write(BpfObjectFile.Parse(CompiledObject.Of("TaggedRing")), "a.bpf.c", SourcePlaces.None).Split('\n');
        int ring = Array.FindIndex(lines, line => line.StartsWith("map events 27 ", StringComparison.Ordinal));
        string[] types = [.. lines[(ring + 1)..(ring + 4)].Select(line => TypeOf(line, lines))];
        Assert.Equal(["  record OPENED 1", "  record CLOSED 2", "  record READ 3"], lines[(ring + 1)..(ring + 4)].Select(line => line[..line.LastIndexOf(' ')]));
        Assert.Equal(["struct opened 24 4", "struct closed 16 8", "struct read 8 8"], types);
        Assert.StartsWith("map events_lost 6 ", lines[ring + 4], StringComparison.Ordinal);
    }

    private static string TypeOf(string record, string[] lines)
    {
        string head = $"type {record[(record.LastIndexOf(' ') + 1)..]} ";
        return lines.Single(line => line.StartsWith(head, StringComparison.Ordinal))[head.Length..];
    }
}
