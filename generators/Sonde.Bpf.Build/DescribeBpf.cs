using System.Globalization;
using Microsoft.Build.Framework;
using Sonde.Bpf.Build.Compiling;
using Sonde.Bpf.Build.Describing;
using Sonde.Bpf.Build.Linking;
using Sonde.ObjectFiles;

namespace Sonde.Bpf.Build;

/// <summary>Writes what the generator needs to know of each object as text, and leaves the file alone if nothing changed.</summary>
public sealed class DescribeBpf : Microsoft.Build.Utilities.Task
{
    // Another version of this task may describe the same object otherwise.
    private static readonly Guid Version = typeof(DescribeBpf).Module.ModuleVersionId;

    /// <summary>The objects, as <see cref="PrepareBpf"/> gave them.</summary>
    [Required]
    public ITaskItem[] Objects { get; set; } = [];

    /// <inheritdoc/>
    public override bool Execute()
    {
        foreach (ITaskItem item in Objects)
        {
            FileInfo file = LinkedFile.Find(item.GetMetadata("Object"));
            // An editor's build goes on without clang, or with a source that does not compile: the last description stays.
            if (file.Exists)
                Describe(item, file);
        }

        return !Log.HasLoggedErrors;
    }

    private void Describe(ITaskItem item, FileInfo file)
    {
        string name = string.Join(", ", ItemText.List(item, "Sources").Select(Path.GetFileName));
        // Equal, not newer: a given object may be replaced by an older one.
        string stamp = string.Format(
            CultureInfo.InvariantCulture, "{0} {1} {2} {3} {4}\n", Version, file.FullName, file.Length, file.LastWriteTimeUtc.Ticks, name);
        string stampFile = item.GetMetadata("Stamp");
        string description = item.GetMetadata("Description");
        if (File.Exists(description) && TextFile.Holds(stampFile, stamp))
            return;
        try
        {
            Log.LogMessage(MessageImportance.Low, "describe: {0}", name);
            BpfObjectFile content = BpfObjectFile.Parse(File.ReadAllBytes(file.FullName));
            SourcePlaces places = ReadPlaces(item, content);
            if (IsComplete(item, content, places))
                Write(item, description, ObjectDescription.Write(content, name, places), stampFile, stamp);
        }
        catch (FormatException e) when (item.GetMetadata("IsGiven") == "true")
        {
            LogUnreadable(item, $"BpfObject takes what 'clang -target bpf -g -O2 -c' makes, and not this file: {e.Message}");
        }
        catch (FormatException e)
        {
            LogUnreadable(item, $"the compiled object cannot be described: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(item, e.Message);
        }
    }

    private void Write(ITaskItem item, string description, string text, string stampFile, string stamp)
    {
        try
        {
            TextFile.WriteIfDifferent(description, text);
            TextFile.WriteIfDifferent(stampFile, stamp);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, BuildErrors.OutputUnwritable, null, item.ItemSpec, 0, 0, 0, 0,
                "{0}", OutputFault.Explain(Path.GetDirectoryName(description), e));
        }
    }

    // A linked object is complete, or the linker would have refused it. A given one is what somebody else has made of it.
    private bool IsComplete(ITaskItem item, BpfObjectFile content, SourcePlaces places)
    {
        if (item.GetMetadata("IsGiven") == "true")
            return true;
        List<UndefinedSymbol> undefined = UndefinedSymbols.Find(content.Elf, content.Btf);
        foreach (UndefinedSymbol symbol in undefined)
        {
            DwarfDeclaration? place = places.FindExtern(DwarfTag.Function, symbol.Name) ?? places.FindExtern(DwarfTag.Variable, symbol.Name);
            string file = place is null ? item.ItemSpec : Path.GetFullPath(Path.Combine(item.GetMetadata("SondeFolder"), place.File));
            Log.LogError(null, BuildErrors.LinkError, null, file, place?.Line ?? 0, 0, 0, 0, "{0}", symbol.Explain(
                [Path.GetFileName(item.ItemSpec)], "it does not define", "define it there or in a source that is linked with it (metadata LinkInto)"));
        }

        return undefined.Count == 0;
    }

    // Places are relative to the project's folder, where clang ran. Those of a given object are relative to who knows what.
    private SourcePlaces ReadPlaces(ITaskItem item, BpfObjectFile content)
    {
        var places = new SourcePlaces();
        if (item.GetMetadata("IsGiven") == "true")
            return places;
        string[] parts = ItemText.List(item, "Parts");
        try
        {
            // libbpf links no debugging information.
            foreach (string part in parts)
                places.Add(ElfFile.Parse(File.ReadAllBytes(part)));
            if (parts.Length == 0)
                places.Add(content.Elf);
        }
        catch (FormatException e)
        {
            // A message at the head of the file is better than none.
            Log.LogMessage(MessageImportance.Low, "{0}: lines are not known: {1}", item.ItemSpec, e.Message);
        }

        return places;
    }

    private void LogUnreadable(ITaskItem item, string message) =>
        Log.LogError(null, BuildErrors.ObjectUnreadable, null, item.ItemSpec, 0, 0, 0, 0, "{0}", message);
}
