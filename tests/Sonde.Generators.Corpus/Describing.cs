using Sonde.Bpf.Build.Describing;
using Sonde.ObjectFiles;

namespace Sonde.Generators.Corpus;

/// <summary>What the build task does with a compiled object.</summary>
internal static class Describing
{
    public static void Describe(CorpusObject corpusObject)
    {
        try
        {
            BpfObjectFile file = BpfObjectFile.Parse(File.ReadAllBytes(corpusObject.Path));
            corpusObject.Description = ObjectDescription.Write(file, corpusObject.Name, SourcePlaces.None);
        }
        catch (FormatException e)
        {
            corpusObject.Diagnostics.Add($"BPF1005: {e.Message}");
            corpusObject.HasErrors = true;
        }
        catch (Exception e)
        {
            corpusObject.Exception = e;
        }
    }
}
