using Sonde.Generators.Skeletons;

namespace Sonde.Generators.Emit;

internal sealed partial class SkeletonEmitter
{
    private const string RingBuffer = "global::Sonde.Bpf.RingBuffer";
    private const string Bytes = "global::System.ReadOnlySpan<byte>";

    private void WriteRing(SkeletonRing ring)
    {
        WriteRingClass(ring);
        WriteKind(ring);
        WriteRecord(ring);
        WriteHandler(ring);
        WriteDrain(ring);
    }

    private void WriteRingClass(SkeletonRing ring)
    {
        WriteTypeHead(
            $"The ring buffer {Quote.Code(ring.MapName)}, whose records begin with a tag that says their type.", "",
            $"sealed class {ring.Ring} : global::Sonde.Bpf.ITypedMap");
        _writer.Line($"internal {ring.Ring}({RingBuffer} untyped) => Untyped = untyped;");
        _writer.Line();
        _writer.Doc("The ring with its records as bytes.");
        _writer.Line($"public {RingBuffer} Untyped {{ get; }}");
        WriteForward("The untyped map.", "global::Sonde.Bpf.BpfMap Map", "Untyped.Map");
        WriteForward(
            $"How many records the program could not write; null when it does not count. See <see cref=\"{RingBuffer}.Lost\"/>.", "long? Lost", "Untyped.Lost");
        _writer.Line();
        _writer.Doc("The records that wait now, in place and without a copy; to be used in a <c>foreach</c>. Allocates nothing.");
        _writer.Line("/// <param name=\"maxRecords\">The most records.</param>");
        _writer.Line("/// <param name=\"maxBytes\">Ends the walk once so many bytes of the ring were walked over.</param>");
        _writer.Line($"public {ring.Drain} Drain(int maxRecords = int.MaxValue, long maxBytes = long.MaxValue)");
        _writer.Body("new(Untyped, Untyped.Drain(maxRecords, maxBytes))");
        _writer.Line();
        _writer.Doc("Calls a handler for each record, on the loop's thread, until the subscription or the object is disposed.");
        _writer.Line("/// <param name=\"handler\">Called with the record in place.</param>");
        _writer.Line("/// <param name=\"pace\">How to pace the wake-ups, or null for the default.</param>");
        _writer.Line($"public global::Sonde.Bpf.RingSubscription Subscribe({ring.Handler} handler, global::Sonde.Bpf.ReadPace? pace = null)");
        _writer.Open();
        _writer.Line("global::System.ArgumentNullException.ThrowIfNull(handler);");
        _writer.Line($"{RingBuffer} untyped = Untyped;");
        _writer.Line($"return untyped.Subscribe(bytes => handler(new {ring.Record}(untyped, bytes)), pace);");
        _writer.Close();
        _writer.Close();
    }

    private void WriteKind(SkeletonRing ring)
    {
        WriteTypeHead($"The types of records of {Quote.Code(ring.MapName)}, by their tags.", "", $"enum {ring.Kind} : uint");
        for (int i = 0; i < ring.Records.Count; i++)
        {
            if (i > 0)
                _writer.Line();
            _writer.Doc($"{Quote.Code(ring.Records[i].CName)}: {Quote.Code(ring.Records[i].CText)}.");
            _writer.Line($"{ring.Records[i].Name} = {Invariant.Text(ring.Records[i].Tag)},");
        }

        _writer.Close();
    }

    private void WriteRecord(SkeletonRing ring)
    {
        WriteTypeHead(
            $"A record of {Quote.Code(ring.MapName)} in the ring itself: valid until the walk ends, or the handler returns.", "",
            $"readonly ref struct {ring.Record}");
        _writer.Line("private readonly global::Sonde.Bpf.TaggedRecord _record;");
        _writer.Line();
        _writer.Line($"internal {ring.Record}({RingBuffer} ring, {Bytes} bytes)");
        _writer.Open();
        _writer.Line("_record = new global::Sonde.Bpf.TaggedRecord(ring, bytes);");
        _writer.Line("switch (_record.Tag)");
        _writer.Open();
        // Two records of one tag are an error that is told where they are declared, and shall not be another one here.
        foreach (SkeletonRecord record in ring.Records.GroupBy(record => record.Tag).Select(tag => tag.First()))
            _writer.Line($"case {Invariant.Text(record.Tag)}: _record.Require<{record.Type}>(ring); break;");
        _writer.Close();
        _writer.Close();
        WriteForward(
            "The type of the record. It is none of the enum's values where the program wrote a tag that it did not declare: then only "
            + "<see cref=\"Bytes\"/> says more.",
            $"{ring.Kind} Kind", $"({ring.Kind})_record.Tag");
        WriteForward("All bytes of the record, the tag and what follows its type included.", $"{Bytes} Bytes", "_record.Bytes");
        foreach (SkeletonRecord record in ring.Records)
        {
            _writer.Line();
            _writer.Doc($"The record as {Quote.Code(record.CText)}, in place.");
            _writer.Line("/// <exception cref=\"global::System.InvalidOperationException\">It is of another kind.</exception>");
            _writer.Line($"public ref readonly {record.Type} {record.Name}");
            _writer.Body($"ref _record.As<{record.Type}>({Invariant.Text(record.Tag)})");
        }

        _writer.Close();
    }

    private void WriteHandler(SkeletonRing ring)
    {
        _writer.Line();
        _writer.Doc($"Is called with a record of {Quote.Code(ring.MapName)}.");
        _writer.Line("/// <param name=\"record\">The record, valid until the handler returns.</param>");
        _writer.Line(_generatedCode);
        _writer.Line($"public delegate void {ring.Handler}({ring.Record} record);");
    }

    private void WriteDrain(SkeletonRing ring)
    {
        const string untyped = "global::Sonde.Bpf.RingDrain";
        WriteTypeHead($"The records that {Quote.Code(ring.MapName)} holds now, in place.", "", $"readonly ref struct {ring.Drain}");
        _writer.Line($"private readonly {RingBuffer} _ring;");
        _writer.Line($"private readonly {untyped} _drain;");
        _writer.Line();
        _writer.Line($"internal {ring.Drain}({RingBuffer} ring, {untyped} drain)");
        _writer.Open();
        _writer.Line("_ring = ring;");
        _writer.Line("_drain = drain;");
        _writer.Close();
        WriteForward("Starts the walk and keeps other consumers out until it is disposed.", "Enumerator GetEnumerator()", "new(_ring, _drain.GetEnumerator())");
        WriteTypeHead("Walks records in place. Disposing gives those that were walked over back to the kernel.", "", "ref struct Enumerator");
        _writer.Line($"private readonly {RingBuffer} _ring;");
        _writer.Line($"private {untyped}.Enumerator _walk;");
        _writer.Line();
        _writer.Line($"internal Enumerator({RingBuffer} ring, {untyped}.Enumerator walk)");
        _writer.Open();
        _writer.Line("_ring = ring;");
        _writer.Line("_walk = walk;");
        _writer.Close();
        _writer.Line();
        _writer.Doc("The record.");
        _writer.Line($"public {ring.Record} Current {{ get; private set; }}");
        _writer.Line();
        _writer.Doc("Goes to the next record. Records that a program discarded are passed over.");
        _writer.Line("/// <returns>False when there is none, the budget is spent, or the next one is still being written.</returns>");
        _writer.Line("/// <exception cref=\"global::System.IO.InvalidDataException\">A record is shorter than the type of its tag; it is passed over.</exception>");
        _writer.Line("public bool MoveNext()");
        _writer.Open();
        _writer.Line("Current = default;");
        _writer.Line("if (!_walk.MoveNext())");
        _writer.Line("    return false;");
        _writer.Line($"Current = new {ring.Record}(_ring, _walk.Current);");
        _writer.Line("return true;");
        _writer.Close();
        _writer.Line();
        _writer.Doc("Gives the records that were walked over back to the kernel.");
        _writer.Line("public void Dispose()");
        _writer.Open();
        _writer.Line("Current = default;");
        _writer.Line("_walk.Dispose();");
        _writer.Close();
        _writer.Close();
        _writer.Close();
    }
}
