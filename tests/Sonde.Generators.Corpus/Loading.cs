using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp;

namespace Sonde.Generators.Corpus;

/// <summary>Loads compiled types, because the runtime refuses some that the compiler takes, and asks it for their sizes.</summary>
internal static class Loading
{
    private static readonly MethodInfo SizeOf = typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!;

    public static void Check(CSharpCompilation compilation, IReadOnlyCollection<CorpusObject> objects, string libraries)
    {
        using var image = new MemoryStream();
        if (!compilation.Emit(image).Success)
            return;
        image.Position = 0;
        var context = new AssemblyLoadContext(null, isCollectible: true);
        context.Resolving += (loader, name) => loader.LoadFromAssemblyPath(Path.Combine(libraries, name.Name + ".dll"));
        Assembly assembly = context.LoadFromStream(image);
        foreach ((CorpusObject corpusObject, Type generated) in objects.Zip(objects.Select(one => assembly.GetType(ClassOf(one), throwOnError: true)!)))
            CheckTypes(generated, corpusObject);
        context.Unload();
    }

    private static string ClassOf(CorpusObject corpusObject)
    {
        const string declaration = "\nnamespace ";
        int start = corpusObject.Code!.IndexOf(declaration, StringComparison.Ordinal) + declaration.Length;
        return corpusObject.Code[start..corpusObject.Code.IndexOf(';', start)] + ".Generated";
    }

    private static void CheckTypes(Type generated, CorpusObject corpusObject)
    {
        foreach (Type type in generated.GetNestedTypes().Where(type => type is { IsValueType: true, IsEnum: false }))
        {
            try
            {
                int size = SizeOfValue(type);
                int declared = type.GetCustomAttribute<InlineArrayAttribute>() is { } array
                    ? array.Length * SizeOfValue(type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Single().FieldType)
                    : type.StructLayoutAttribute!.Size;
                if (size != declared)
                    corpusObject.LayoutFaults.Add($"{type.Name} has {size} bytes, not {declared}");
            }
            catch (TargetInvocationException e) when (e.InnerException is TypeLoadException fault)
            {
                corpusObject.LayoutFaults.Add($"{type.Name}: {fault.Message}");
            }
            catch (TypeLoadException fault)
            {
                corpusObject.LayoutFaults.Add($"{type.Name}: {fault.Message}");
            }
        }
    }

    private static int SizeOfValue(Type type) => (int)SizeOf.MakeGenericMethod(type).Invoke(null, null)!;
}
